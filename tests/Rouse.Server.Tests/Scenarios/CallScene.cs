using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Alice, who calls, and bob, who is registered and is called.</summary>
sealed class CallScene : IDisposable
{
    public CallScene(
        SipTransport caller = SipTransport.Tcp, SipTransport callee = SipTransport.Tcp, bool callerHasIPv6 = false,
        bool calleeHasIPv6 = false, bool registersCaller = true)
    {
        Network = new TestNetwork();
        Alice = Network.Phone("alice", caller, callerHasIPv6);
        Bob = Network.Phone("bob", callee, calleeHasIPv6);
        if (registersCaller)
            Alice.Registers();
        Bob.Registers();
    }

    public TestNetwork Network { get; }

    public Phone Alice { get; }

    public Phone Bob { get; }

    public OutgoingCall Call { get; private set; } = null!;

    /// <summary>As bob got it.</summary>
    public SipRequest Invite { get; private set; } = null!;

    /// <summary>As alice got it.</summary>
    public SipMessage Ok { get; private set; } = null!;

    /// <summary>The user part of our Record-Route.</summary>
    public string Token => Ok.Value(HeaderName.RecordRoute)["<sip:".Length..].Split('@')[0];

    /// <summary>Bob has the INVITE, alice her 100.</summary>
    public CallScene Calls()
    {
        Call = Alice.Invites("bob");
        Alice.Receives("SIP/2.0 100 *");
        Invite = Bob.ReceivesRequest("INVITE sip:bob@*");
        return this;
    }

    public CallScene Rings()
    {
        Calls();
        Bob.Answers(Invite, 180);
        Alice.Receives("SIP/2.0 180 *");
        return this;
    }

    /// <summary>They talk.</summary>
    public CallScene Talks()
    {
        Calls();
        Bob.Answers(Invite, 200);
        Ok = Alice.Receives("SIP/2.0 200 *");
        Call.Acks(Ok);
        Bob.Receives("ACK sip:bob@*");
        return this;
    }

    public void AliceHangsUp()
    {
        Call.SendsInDialog("BYE", Ok);
        Bob.Answers(Bob.Receives("BYE sip:bob@*"), 200);
        Alice.Receives("SIP/2.0 200 *");
    }

    public void BobHangsUp()
    {
        Bob.SendsInDialog("BYE", Invite);
        Alice.Answers(Alice.Receives("BYE sip:alice@*"), 200);
        Bob.Receives("SIP/2.0 200 *");
    }

    public void NothingElseHappens()
    {
        Alice.ReceivesNothing();
        Bob.ReceivesNothing();
    }

    public void Dispose() => Network.Dispose();
}
