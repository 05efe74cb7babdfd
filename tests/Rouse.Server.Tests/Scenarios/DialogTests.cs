using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Requests inside a dialog find both sides by the token in our Record-Route, wherever they are.</summary>
public sealed class DialogTests
{
    public static TheoryData<SipTransport, bool, SipTransport, bool> Pairings
    {
        get
        {
            var pairings = new TheoryData<SipTransport, bool, SipTransport, bool>();
            foreach (var caller in (SipTransport[])[SipTransport.Udp, SipTransport.Tcp, SipTransport.Tls])
            {
                foreach (var callee in (SipTransport[])[SipTransport.Udp, SipTransport.Tcp, SipTransport.Tls])
                {
                    pairings.Add(caller, false, callee, false);
                    pairings.Add(caller, false, callee, true);
                    pairings.Add(caller, true, callee, false);
                    pairings.Add(caller, true, callee, true);
                }
            }
            return pairings;
        }
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Caller_hangs_up(SipTransport caller, bool callerHasIPv6, SipTransport callee, bool calleeHasIPv6)
    {
        using var scene = new CallScene(caller, callee, callerHasIPv6, calleeHasIPv6);
        scene.Talks().AliceHangsUp();

        scene.NothingElseHappens();
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Called_phone_hangs_up(SipTransport caller, bool callerHasIPv6, SipTransport callee, bool calleeHasIPv6)
    {
        using var scene = new CallScene(caller, callee, callerHasIPv6, calleeHasIPv6);
        scene.Talks().BobHangsUp();

        scene.NothingElseHappens();
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Caller_that_is_not_registered_is_hung_up_on(
        SipTransport caller, bool callerHasIPv6, SipTransport callee, bool calleeHasIPv6)
    {
        using var scene = new CallScene(caller, callee, callerHasIPv6, calleeHasIPv6, registersCaller: false);
        scene.Talks().BobHangsUp();

        scene.NothingElseHappens();
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Each_side_is_shown_a_Route_of_its_own_kind(SipTransport caller, bool callerHasIPv6, SipTransport callee, bool calleeHasIPv6)
    {
        using var scene = new CallScene(caller, callee, callerHasIPv6, calleeHasIPv6);
        scene.Talks();
        var routes = scene.Invite.Values(HeaderName.RecordRoute);

        Assert.Equal(caller == callee && callerHasIPv6 == calleeHasIPv6 ? 1 : 2, routes.Length);
        Assert.EndsWith(End(callee, calleeHasIPv6), routes[0]);
        Assert.EndsWith(End(caller, callerHasIPv6), routes[^1]);
        Assert.Equal(routes, scene.Ok.Values(HeaderName.RecordRoute));
        Assert.Single(routes.Select(route => route.Split('@')[0]).Distinct());
    }

    [Fact]
    public void Call_is_renegotiated_from_both_sides()
    {
        using var scene = new CallScene(SipTransport.Udp, SipTransport.Tcp);
        scene.Talks();
        scene.Call.SendsInDialog("INVITE", scene.Ok);
        scene.Alice.Receives("SIP/2.0 100 *");
        var again = scene.Bob.ReceivesRequest("INVITE sip:bob@*");
        Assert.False(again.Headers.Contains(HeaderName.RecordRoute));
        scene.Bob.Answers(again, 200);
        scene.Call.SendsInDialog("ACK", scene.Alice.Receives("SIP/2.0 200 *") is { } ok ? WithRoutesOf(scene, ok) : scene.Ok, cseq: 2);
        scene.Bob.Receives("ACK sip:bob@*");
        scene.Bob.SendsInDialog("INVITE", scene.Invite, headers: $"Contact: <{scene.Bob.ContactUri}>");
        scene.Bob.Receives("SIP/2.0 100 *");
        scene.Alice.Answers(scene.Alice.Receives("INVITE sip:alice@*"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Bob.SendsInDialog("ACK", scene.Invite);
        scene.Alice.Receives("ACK sip:alice@*");

        scene.NothingElseHappens();
    }

    [Fact]
    public void Refused_renegotiation_is_acknowledged_hop_by_hop()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Bob.SendsInDialog("INVITE", scene.Invite, headers: $"Contact: <{scene.Bob.ContactUri}>");
        scene.Bob.Receives("SIP/2.0 100 *");
        scene.Alice.Answers(scene.Alice.Receives("INVITE *"), 488);
        scene.Alice.Receives("ACK *");
        scene.Bob.Receives("SIP/2.0 488 *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void Nothing_is_kept_of_an_ACK_that_is_passed_on()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Network.Advance(33);
        Assert.Equal("", scene.Network.Server.Leaks());
        scene.Call.Acks(scene.Ok);
        scene.Bob.Receives("ACK *");

        Assert.Equal("", scene.Network.Server.Leaks());
    }

    [Theory]
    [InlineData("sip:bob@example.org")]
    [InlineData("sip:bob@example.org;gr=urn:uuid:3313500f-330f-4af6-86cb-3bf8903f5857")]
    [InlineData("sip:bob@203.0.113.9:6000;transport=tcp")]
    public void The_token_counts_whatever_the_Request_URI_is(string uri)
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Call.SendsInDialog("BYE", scene.Ok, uri: uri);
        scene.Bob.Answers(scene.Bob.Receives($"BYE {uri} SIP/2.0"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Phone_that_came_back_elsewhere_is_found_although_its_old_connection_looks_open(SipTransport transport)
    {
        using var scene = new CallScene(callee: transport);
        scene.Talks();
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.AliceHangsUp();

        Assert.Equal(scene.Bob.Flow.Remote, scene.Bob.ReceivedAt);
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Caller_that_came_back_elsewhere_is_found_too(SipTransport transport)
    {
        using var scene = new CallScene(caller: transport);
        scene.Talks();
        scene.Alice.ChangesNetwork();
        scene.Alice.Registers();
        scene.Bob.SendsInDialog("BYE", scene.Invite);
        scene.Alice.Receives("BYE *");

        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
    }

    [Fact]
    public void ACK_finds_the_phone_that_came_back_elsewhere()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.FallsAsleep();
        scene.Bob.Registers();
        scene.Call.Acks(ok);
        scene.Bob.Receives("ACK *");

        Assert.Equal(scene.Bob.Flow.Remote, scene.Bob.ReceivedAt);
    }

    [Fact]
    public void Phone_that_logged_out_in_the_call_is_reached_on_its_connection()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Bob.Registers(expires: 0);

        scene.AliceHangsUp();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Phone_without_any_connection_is_430(bool registered)
    {
        using var scene = new CallScene(registersCaller: registered);
        scene.Talks();
        scene.Alice.FallsAsleep();
        scene.Bob.SendsInDialog("BYE", scene.Invite);

        scene.Bob.Receives("SIP/2.0 430 *");
    }

    [Fact]
    public void Phone_whose_newer_connection_closed_is_not_sought_on_the_older_one()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.FallsAsleep();
        scene.Call.SendsInDialog("BYE", scene.Ok);

        scene.Alice.Receives("SIP/2.0 430 *");
    }

    [Fact]
    public void Request_of_a_call_never_reaches_who_has_the_address_now()
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        scene.Talks();
        var carol = scene.Network.PhoneAt(scene.Bob, "carol");
        carol.Registers();
        scene.Call.SendsInDialog("BYE", scene.Ok);

        scene.Alice.Receives("SIP/2.0 430 *");
        carol.ReceivesNothing();
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Call_survives_a_restart_when_its_phones_register_again(SipTransport transport)
    {
        using var scene = new CallScene(transport, transport);
        scene.Talks();
        scene.Network.Restart();
        scene.Alice.Registers();
        scene.Bob.Registers();
        scene.Call.SendsInDialog("INFO", scene.Ok);
        scene.Bob.Answers(scene.Bob.Receives("INFO *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.BobHangsUp();
    }

    [Fact]
    public void Caller_on_UDP_that_is_not_registered_is_reached_after_a_restart()
    {
        using var scene = new CallScene(caller: SipTransport.Udp, registersCaller: false);
        scene.Talks();
        scene.Network.Restart();
        scene.Bob.Registers();

        scene.BobHangsUp();
    }

    [Fact]
    public void Connection_of_before_a_restart_is_430()
    {
        using var scene = new CallScene(registersCaller: false);
        scene.Talks();
        scene.Network.Restart();
        scene.Alice.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.SendsInDialog("BYE", scene.Invite);

        scene.Bob.Receives("SIP/2.0 430 *");
    }

    static string End(SipTransport transport, bool hasIPv6)
    {
        var end = transport switch { SipTransport.Udp => ":5060", SipTransport.Tcp => ":5060;transport=tcp", _ => ":5061;transport=tls" };
        return $"@{(hasIPv6 ? "[2001:db8::1]" : "192.0.2.1")}{end};lr>";
    }

    // A response in a dialog repeats no Record-Route; the route set is that of the first.
    static SipMessage WithRoutesOf(CallScene scene, SipMessage answer)
    {
        Assert.False(answer.Headers.Contains(HeaderName.RecordRoute));
        return scene.Ok;
    }
}
