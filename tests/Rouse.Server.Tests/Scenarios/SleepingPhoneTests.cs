using Rouse.Server.Push;
using Rouse.Server.Transport;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Awake, dormant, asleep: who gets the request at once, and who is pushed when.</summary>
public sealed class SleepingPhoneTests
{
    [Fact]
    public void Phone_whose_connection_closed_is_pushed_at_once()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_was_heard_150_s_ago_is_awake()
    {
        using var scene = new WakeScene();
        scene.Advance(150);
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Push.ExpectsNothing();
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 603);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_was_heard_one_tick_longer_ago_gets_its_request_and_a_push_at_once()
    {
        using var scene = new WakeScene();
        scene.Advance(TimeSpan.FromSeconds(150) + Tick);
        scene.Call();
        Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
    }

    [Fact]
    public void Any_byte_from_the_phone_keeps_it_awake()
    {
        using var scene = new WakeScene();
        scene.Advance(150);
        scene.Bob.Pings();
        scene.Advance(150);
        scene.Call();
        Invite(scene.Bob);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_on_udp_is_never_asleep_while_it_is_bound()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Advance(TimeSpan.FromDays(23));
        scene.Call();
        Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
    }

    [Fact]
    public void Timer_b_makes_a_phone_on_udp_only_dormant()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(1);
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(RingWindow);
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Bob.Uses(scene.Bob.Flow);
        scene.Advance(100);
        scene.Call();
        Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
    }

    [Fact]
    public void Phone_without_push_parameters_gets_its_request_on_its_silent_flow_and_no_push()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Advance(1800);
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(TimerB - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 408 *");
        scene.Push.ExpectsNothing();
    }

    [Theory]
    [InlineData("")]
    [InlineData("pn-provider=apns;pn-param=T.org.example.voip")]
    [InlineData("pn-provider=apns;pn-param=T.org.example.remote&voip;pn-prid=tok-one")]
    public void Phone_that_cannot_be_pushed_is_not_waited_for_when_its_connection_is_gone(string push)
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(push);
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 Phone Is Not Connected And Cannot Be Pushed");
        scene.Push.ExpectsNothing();
    }

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("SUBSCRIBE")]
    [InlineData("NOTIFY")]
    [InlineData("REFER")]
    [InlineData("INFO")]
    [InlineData("PUBLISH")]
    public void Other_request_to_a_sleeping_phone_alone_is_answered_480_at_once(string method)
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Alice.Requests(method, "sip:bob@example.org", "Event: presence");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("REFER")]
    public void Other_request_goes_to_the_devices_that_have_a_flow(string method)
    {
        using var scene = new WakeScene();
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.BobBecomesDormant();
        scene.Alice.Requests(method, "sip:bob@example.org");
        scene.Bob.Answers(scene.Bob.Receives($"{method} sip:bob@*"), 202);
        scene.Alice.Receives("SIP/2.0 202 *");
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Awake_phone_is_pushed_when_it_answers_nothing_for_a_second()
    {
        using var scene = new WakeScene();
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(TimeSpan.FromSeconds(1) - Tick);
        scene.Push.ExpectsNothing();
        scene.Advance(Tick);
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(10);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Silence_before_the_push_can_be_set()
    {
        using var scene = new WakeScene(push => push with { WhenSilent = TimeSpan.FromSeconds(5) });
        scene.Call();
        scene.Advance(TimeSpan.FromSeconds(5) - Tick);
        scene.Push.ExpectsNothing();
        scene.Advance(Tick);
        scene.Push.Expects("apns", "tok-bob");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(180)]
    [InlineData(183)]
    [InlineData(486)]
    [InlineData(200)]
    public void Awake_phone_that_answers_anything_in_time_is_not_pushed(int status)
    {
        using var scene = new WakeScene();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(TimeSpan.FromSeconds(1) - Tick);
        scene.Bob.Answers(invite, status);
        scene.Advance(60);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Policy_always_pushes_every_phone_at_once()
    {
        var always = new HttpPushOptions { Url = "https://push.example.org", Policy = "always" };
        using var scene = new WakeScene(push => push with { Http = always });
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call();
        Invite(scene.Bob);
        // The newest binding first.
        scene.Push.Expects("apns", "tok-2");
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(10);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Awake_phone_is_not_pushed_once_another_device_has_answered()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Call();
        Invite(scene.Bob);
        scene.Answers(desk, Invite(desk), 200);
        scene.Advance(2);
        scene.Push.ExpectsNothing();
    }
}
