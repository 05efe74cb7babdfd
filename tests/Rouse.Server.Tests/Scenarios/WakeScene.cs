using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Push;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Alice, who calls, and bob, whose phone can be woken.</summary>
sealed class WakeScene : IDisposable
{
    /// <summary>The smallest step of the clock.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static readonly TimeSpan RingWindow = TimeSpan.FromSeconds(90);

    public static readonly TimeSpan TimerB = TimeSpan.FromSeconds(32);

    public WakeScene(Func<PushOptions, PushOptions>? push = null, SipTransport transport = SipTransport.Tcp)
    {
        Network = new TestNetwork(options => push == null ? options : options with { Push = push(options.Push) });
        Alice = Network.Phone("alice");
        Bob = Network.Phone("bob", transport);
        Bob.Registers(Voip("tok-bob"));
    }

    public TestNetwork Network { get; }

    public FakePush Push => Network.Push;

    public Phone Alice { get; }

    public Phone Bob { get; }

    public static string Voip(string token) => $"pn-provider=apns;pn-param=T.org.example.voip;pn-prid={token}";

    public static string Fcm(string token) => $"pn-provider=fcm;pn-param=project;pn-prid={token}";

    /// <summary>Bob's phone has a token that messages may use.</summary>
    public static WakeScene MessageScene(SipTransport transport = SipTransport.Tcp)
    {
        var scene = new WakeScene(transport: transport);
        scene.Bob.Registers(Fcm("tok-bob"));
        return scene;
    }

    /// <summary>Another device of a user, awake.</summary>
    public Phone Device(string user, string push, SipTransport transport = SipTransport.Tcp)
    {
        var phone = Network.Phone(user, transport);
        phone.Registers(push);
        return phone;
    }

    /// <summary>Another device of a user, whose connection has closed since it registered.</summary>
    public Phone SleepingDevice(string user, string push)
    {
        var phone = Device(user, push);
        phone.FallsAsleep();
        return phone;
    }

    /// <summary>Alice's INVITE to bob; her 100 is taken.</summary>
    public OutgoingCall Call(string headers = "")
    {
        var call = Alice.Invites("bob", headers);
        Alice.Receives("SIP/2.0 100 *");
        return call;
    }

    /// <summary>Alice gives up, and has her 487 at once, unless a phone that has answered is waited for.</summary>
    public void Cancels(OutgoingCall call, string headers = "", bool final = true)
    {
        call.Cancels(headers);
        Alice.Receives("SIP/2.0 200 *");
        if (final)
            call.Acks(Alice.Receives("SIP/2.0 487 *"));
    }

    /// <summary>Bob's connection stays open, but he is not heard for so long that he counts as dormant.</summary>
    public void BobBecomesDormant() => Advance(TimeSpan.FromSeconds(150) + Tick);

    /// <summary>Bob is on another connection now; the old one looks open. Gives it, and the INVITE on the new one.</summary>
    public (Flow Old, SipRequest Invite) BobMoves()
    {
        var old = Bob.Flow;
        Bob.ChangesNetwork();
        Bob.Registers();
        return (old, Invite(Bob));
    }

    /// <summary>The INVITE that a phone got.</summary>
    public static SipRequest Invite(Phone phone) => phone.ReceivesRequest("INVITE sip:bob@*");

    /// <summary>The phone answers the INVITE that it got; alice hears it.</summary>
    public SipResponse Answers(Phone phone, SipRequest invite, int status, string? tag = null)
    {
        phone.Answers(invite, status, tag: tag);
        return (SipResponse)Alice.Receives($"SIP/2.0 {status} *");
    }

    /// <summary>The provider answers the oldest waiting push.</summary>
    public void PushIsAnswered(PushOutcome outcome)
    {
        Push.Answer(outcome);
        Network.Settle();
    }

    /// <summary>The call is confirmed and ended, so that nothing is repeated.</summary>
    public static void HangsUp(OutgoingCall call, SipResponse answer, Phone phone)
    {
        call.Acks(answer);
        phone.Receives("ACK *");
    }

    public void Advance(TimeSpan time) => Network.Advance(time);

    public void Advance(double seconds) => Network.Advance(seconds);

    public void Dispose() => Network.Dispose();
}
