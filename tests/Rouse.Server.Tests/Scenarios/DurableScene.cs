using Rouse.Server.Push;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Alice, who calls, and bob, whose phone can be woken, on a server with a database.</summary>
sealed class DurableScene : IDisposable
{
    public DurableScene(
        SipTransport transport = SipTransport.Tcp, string? push = null, Func<FakePush, IReadOnlyList<PushApp>>? pushApps = null)
    {
        Network = new TestNetwork(pushApps: pushApps, store: Store);
        Alice = Network.Phone("alice");
        Bob = Network.Phone("bob", transport);
        Bob.Registers(push ?? WakeScene.Voip("tok-bob"));
    }

    public TestStore Store { get; } = new();

    public TestNetwork Network { get; }

    public Phone Alice { get; }

    public Phone Bob { get; }

    /// <summary>The process is killed and starts again.</summary>
    public void Crashes()
    {
        Network.Crash();
        Alice.ChangesNetwork();
    }

    /// <summary>Alice calls bob.</summary>
    public OutgoingCall Call()
    {
        var call = Alice.Invites("bob");
        Alice.Receives("SIP/2.0 100 *");
        return call;
    }

    /// <summary>Bob's phone has the INVITE, and refuses it.</summary>
    public void IsDelivered(OutgoingCall call, Phone? phone = null)
    {
        (phone ?? Bob).Answers((phone ?? Bob).ReceivesRequest("INVITE *"), 603);
        (phone ?? Bob).Receives("ACK *");
        call.Acks(Alice.Receives("SIP/2.0 603 *"));
    }

    /// <summary>Nobody is there: the call ends without having rung or pushed.</summary>
    public void FindsNobody()
    {
        var call = Alice.Invites("bob");
        call.Acks(Alice.Receives("SIP/2.0 404 *"));
        Bob.ReceivesNothing();
        Network.Push.ExpectsNothing();
    }

    public void Dispose()
    {
        Network.Dispose();
        Store.Dispose();
    }
}
