using System.Net;
using Rouse.Push;
using Rouse.Server.Push;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A server with credentials for one app of Apple's and one of Google's, and no other; or with the sandbox alone.</summary>
sealed class AppScene : IDisposable
{
    public const string Voip = "pn-provider=apns;pn-param=TEAM123456.org.example.phone.voip;pn-prid=aaaa";
    public const string Both = "pn-provider=apns;pn-param=TEAM123456.org.example.phone.remote&voip;pn-prid=bbbb:remote&aaaa:voip";
    public const string Fcm = "pn-provider=fcm;pn-param=project;pn-prid=token";

    public AppScene(Func<PushOptions, PushOptions>? push = null, bool isSandbox = false)
    {
        Network = new TestNetwork(
            options => push == null ? options : options with { Push = push(options.Push) },
            pushApps: provider => isSandbox ? Sandbox(provider) : Apps(provider));
        Alice = Network.Phone("alice");
    }

    public static PushOutcome BadKey { get; } =
        new(PushVerdict.Refused, 403, "403 InvalidProviderToken", 1) { IsConfigurationError = true };

    public TestNetwork Network { get; }

    public FakePush Push => Network.Push;

    public Phone Alice { get; }

    /// <summary>A phone on another machine, whose connection has closed since it registered.</summary>
    public Phone Sleeper(string user, string push)
    {
        var phone = Network.Phone(user);
        phone.Registers(push);
        phone.FallsAsleep();
        return phone;
    }

    /// <summary>A phone on the server's own machine.</summary>
    public Phone LocalPhone(string user) => new(Network, user, Network.Listeners[1], IPAddress.Loopback);

    /// <summary>Alice's call; what she got besides the 100 is kept.</summary>
    public OutgoingCall Call(string user)
    {
        var call = Alice.Invites(user);
        Alice.Receives("SIP/2.0 100 *");
        return call;
    }

    public bool HasLogged(string text) => Network.Logs.Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public void Dispose() => Network.Dispose();

    static PushApp[] Apps(IPushProvider provider) =>
    [
        new()
        {
            Name = "apns org.example.phone production",
            Type = "apns",
            Provider = provider,
            Serves = param => param.StartsWith("TEAM123456.org.example.phone", StringComparison.Ordinal),
        },
        new() { Name = "fcm org.example.phone", Type = "fcm", Provider = provider, PushesAlways = true },
    ];

    static PushApp[] Sandbox(IPushProvider provider) =>
    [
        new() { Name = "apns sandbox", Type = "apns", Provider = provider, IsSandbox = true },
        new() { Name = "fcm sandbox", Type = "fcm", Provider = provider, IsSandbox = true },
    ];
}
