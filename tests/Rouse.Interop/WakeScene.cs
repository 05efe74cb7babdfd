using System.Text.Json;
using Rouse.Interop.Parts;
using Rouse.Sandbox;

namespace Rouse.Interop;

/// <summary>A scene with the push services of Apple and Google, and a server that has the keys of an app on each.</summary>
public abstract class WakeScene : Scene
{
    private PushServices? _services;

    private protected PushServices Services => _services ?? throw new InvalidOperationException("no phone was registered");

    /// <summary>Alice, awake all the time, and bob, who can be woken.</summary>
    private protected async Task<(LinphoneClient Alice, LinphoneClient Bob)> AliceAndBob(
        PhoneSystem system, string transport = "tcp", string address = "127.0.0.1")
    {
        await StartServices(address);
        var alice = await RegisteredLinphone(new PhoneSettings("alice", transport));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", transport) { Push = Services.Register(system) });
        return (alice, bob);
    }

    private protected async Task<RouseProcess> StartServices(string address = "127.0.0.1")
    {
        _services = Own(await PushServices.Start());
        return await StartRouse(_services, address);
    }

    private protected Task<AcceptedPush> CallIsPushed(PhoneSystem system) => IsPushed(system == PhoneSystem.Ios ? "voip" : "fcm");

    private protected async Task<AcceptedPush> IsPushed(string kind)
    {
        var push = await Services.Pushes.Next(_ => true, "push");
        Assert.Equal(kind, push.Kind);
        return push;
    }

    /// <summary>Where the Linphone SDK reads it: in <c>aps</c> on iOS, beside it in an alert, among the data on Android.</summary>
    private protected static string CallIdOf(AcceptedPush push)
    {
        using var payload = JsonDocument.Parse(push.Payload);
        var root = payload.RootElement;
        var fields = push.Kind switch { "fcm" => Data(root), "alert" => root, _ => root.GetProperty("aps") };
        return fields.GetProperty("call-id").GetString()!;
    }

    private static JsonElement Data(JsonElement message) =>
        message.TryGetProperty("data", out var data) ? data : message.GetProperty("android").GetProperty("data");
}
