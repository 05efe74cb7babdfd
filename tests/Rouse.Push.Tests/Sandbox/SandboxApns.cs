using Rouse.Push.Apns;
using Rouse.Push.Tests.Apns;
using Rouse.Push.Tests.Delivery;
using Rouse.Sandbox;
using Rouse.Sandbox.Apns;
using SandboxEnvironment = Rouse.Sandbox.Apns.ApnsEnvironment;

namespace Rouse.Push.Tests.Sandbox;

/// <summary>The provider, and the sandbox in Apple's place, both on the test's clock.</summary>
internal sealed class SandboxApns : IAsyncDisposable
{
    private SandboxApns(SandboxServer server, SignallingTime time, Func<SandboxApns, ApnsSettings, ApnsSettings>? change, TimeSpan ahead)
    {
        (Server, Time) = (server, time);
        App = Register("ABC123DEFG");
        Token = Issue();
        var settings = new ApnsSettings
        {
            Key = App.PrivateKeyPem,
            KeyId = App.Settings.KeyId,
            TeamId = App.Settings.TeamId,
            Url = server.ApnsProduction.AbsoluteUri,
            DevelopmentUrl = server.ApnsDevelopment.AbsoluteUri,
            Authority = server.Certificate.ExportCertificatePem(),
            ShowCaller = true,
        };
        // The middle of the jitter: waits are exactly 200, 400, 800 … ms.
        var clock = ahead == default ? time : ApnsScene.At(ApnsScene.Start + ahead);
        Provider = new ApnsProvider(change is null ? settings : change(this, settings), clock, null, () => 0.5);
    }

    public SandboxServer Server { get; }

    public SignallingTime Time { get; }

    /// <summary>Serves org.example.phone in both environments.</summary>
    public ApnsApp App { get; }

    /// <summary>For calls, production.</summary>
    public string Token { get; }

    public ApnsProvider Provider { get; }

    public PushMessage Call => ApnsScene.Message with { Token = Token };

    /// <param name="change">To the settings that fit the sandbox.</param>
    /// <param name="ahead">By how much the provider's clock is ahead of the sandbox's.</param>
    public static async Task<SandboxApns> Start(
        Func<SandboxApns, ApnsSettings, ApnsSettings>? change = null, TimeSpan ahead = default)
    {
        var time = ApnsScene.At(ApnsScene.Start);
        return new(await SandboxServer.StartAsync(new(), time), time, change, ahead);
    }

    public ApnsApp Register(
        string keyId, string bundleId = "org.example.phone", SandboxEnvironment environments = SandboxEnvironment.Both) =>
        Server.RegisterApns(new() { TeamId = "TEAM123456", KeyId = keyId, BundleIds = [bundleId], Environments = environments });

    public string Issue(
        ApnsTokenKind kind = ApnsTokenKind.Voip, SandboxEnvironment environment = SandboxEnvironment.Production, ApnsApp? app = null) =>
        Server.IssueToken(app ?? App, (app ?? App).Settings.BundleIds[0], environment, kind);

    public Task<PushOutcome> Send(PushMessage? message = null, TimeSpan? deadline = null) =>
        Provider.SendAsync(message ?? Call, deadline ?? ApnsScene.Minutes, CancellationToken.None).Soon();

    /// <summary>Waits for the provider to begin a wait of this length, then lets it pass.</summary>
    public async Task Pass(TimeSpan wait)
    {
        await Time.TimerOf(wait);
        Time.Advance(wait);
    }

    public async ValueTask DisposeAsync()
    {
        Provider.Dispose();
        await Server.DisposeAsync();
    }
}
