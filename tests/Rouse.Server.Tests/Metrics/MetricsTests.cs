using System.Net;
using Rouse.Metrics;
using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Tests.Scenarios;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Metrics;

/// <summary>What is counted when.</summary>
public sealed class MetricsTests
{
    const string Http = "provider=\"http\",app=\"http\"";

    [Fact]
    public void Woken_call_is_counted_from_push_to_answer()
    {
        using var scene = new WakeScene();
        using var metrics = new MetricsScene(scene);
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        Assert.Equal(1, metrics.Of("rouse_held{kind=\"call\"}"));
        scene.Advance(2);
        scene.Bob.Registers();
        var invite = WakeScene.Invite(scene.Bob);
        Assert.Equal(0, metrics.Of("rouse_held{kind=\"call\"}"));
        WakeScene.HangsUp(call, scene.Answers(scene.Bob, invite, 200), scene.Bob);

        var scrape = metrics.Scrape();
        Assert.Equal(1, scrape[$"rouse_pushes_total{{{Http},result=\"accepted\",reason=\"\"}}"]);
        Assert.Equal(1, scrape[$"rouse_push_duration_seconds_count{{{Http}}}"]);
        Assert.Equal(0, scrape[$"rouse_wake_duration_seconds_bucket{{{Http},le=\"1\"}}"]);
        Assert.Equal(1, scrape[$"rouse_wake_duration_seconds_bucket{{{Http},le=\"2\"}}"]);
        Assert.Equal(2, scrape[$"rouse_wake_duration_seconds_sum{{{Http}}}"]);
        Assert.Equal(1, scrape["rouse_exchanges_started_total{method=\"INVITE\"}"]);
        Assert.Equal(1, scrape["rouse_exchanges_answered_total{method=\"INVITE\",class=\"2xx\"}"]);
        Assert.Equal(1, scrape["rouse_sip_requests_sent_total{transport=\"tcp\",method=\"INVITE\"}"]);
        Assert.Equal(1, scrape["rouse_sip_responses_sent_total{transport=\"tcp\",class=\"1xx\"}"]);
        Assert.Equal(2, scrape["rouse_registers_total{outcome=\"applied\"}"]);
        Assert.Equal(1, scrape["rouse_bindings_added_total"]);
    }

    [Fact]
    public void Phone_that_registers_twice_has_woken_once()
    {
        using var scene = new WakeScene();
        using var metrics = new MetricsScene(scene);
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.Registers();
        WakeScene.Invite(scene.Bob);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        WakeScene.Invite(scene.Bob);

        Assert.Equal(1, metrics.Of($"rouse_wake_duration_seconds_count{{{Http}}}"));
    }

    [Fact]
    public void Phone_that_never_comes_is_counted_at_the_end_of_the_window()
    {
        using var scene = new WakeScene();
        using var metrics = new MetricsScene(scene);
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(WakeScene.RingWindow - WakeScene.Tick);
        Assert.Equal(0, metrics.Of("rouse_phones_unreached_total{reason=\"did_not_wake\"}"));
        scene.Advance(WakeScene.Tick);

        var scrape = metrics.Scrape();
        Assert.Equal(1, scrape["rouse_phones_unreached_total{reason=\"did_not_wake\"}"]);
        Assert.Equal(0, scrape["rouse_held{kind=\"call\"}"]);
        Assert.Equal(1, scrape["rouse_exchanges_answered_total{method=\"INVITE\",class=\"4xx\"}"]);
        Assert.False(scrape.Has($"rouse_wake_duration_seconds_count{{{Http}}}"));
    }

    [Fact]
    public void Caller_who_gives_up_is_counted_and_holds_nothing()
    {
        using var scene = new WakeScene();
        using var metrics = new MetricsScene(scene);
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());

        var scrape = metrics.Scrape();
        Assert.Equal(1, scrape["rouse_calls_cancelled_total"]);
        Assert.Equal(0, scrape["rouse_held{kind=\"call\"}"]);
    }

    [Fact]
    public void Message_that_is_held_is_no_call()
    {
        using var scene = WakeScene.MessageScene();
        using var metrics = new MetricsScene(scene);
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");

        Assert.Equal((0, 1), (metrics.Of("rouse_held{kind=\"call\"}"), metrics.Of("rouse_held{kind=\"message\"}")));
        Assert.Equal((0, 1), (scene.Network.Server.HeldCalls, scene.Network.Server.HeldMessages));
    }

    [Fact]
    public void Push_that_is_taken_back_is_no_failure()
    {
        using var scene = new WakeScene();
        using var metrics = new MetricsScene(scene);
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());

        Assert.Equal(1, metrics.Of($"rouse_pushes_total{{{Http},result=\"taken_back\",reason=\"\"}}"));
    }

    [Fact]
    public void Too_many_pushes_are_counted_as_not_sent()
    {
        using var scene = new WakeScene(push => push with { MaxPerPhone = 1 });
        using var metrics = new MetricsScene(scene);
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Call();

        Assert.Equal(1, metrics.Of($"rouse_pushes_total{{{Http},result=\"not_sent\",reason=\"rate_limit\"}}"));
    }

    [Theory]
    [InlineData(PushVerdict.Accepted, 200, "200", "accepted", "")]
    [InlineData(PushVerdict.Refused, 400, "400 BadDeviceToken", "refused", "BadDeviceToken")]
    [InlineData(PushVerdict.DeadToken, 404, "404 UNREGISTERED Requested entity was not found.", "dead_token", "UNREGISTERED")]
    [InlineData(PushVerdict.Refused, 400, "400 what a stranger made up", "refused", "4xx")]
    [InlineData(PushVerdict.Refused, 302, "302 redirects are not followed", "refused", "3xx")]
    [InlineData(PushVerdict.Failed, 503, "503", "failed", "5xx")]
    [InlineData(PushVerdict.Failed, 0, "no answer in time", "failed", "not_connected")]
    public void Reason_of_a_provider_is_one_of_a_list(PushVerdict verdict, int status, string reason, string result, string label)
    {
        using var scene = new WakeScene();
        using var metrics = new MetricsScene(scene);
        scene.Push.Outcome = new PushOutcome(verdict, status, reason, 1);
        scene.Bob.FallsAsleep();
        scene.Call();

        Assert.Equal(1, metrics.Of($"rouse_pushes_total{{{Http},result=\"{result}\",reason=\"{label}\"}}"));
    }

    [Fact]
    public void Wrong_password_is_counted_by_why()
    {
        using var scene = new AuthScene();
        using var metrics = new MetricsScene(scene.Network);
        scene.Alice.Invites("bob").Authenticates(scene.Alice.Receives("SIP/2.0 407 *"), "wrong");
        scene.Alice.Receives("SIP/2.0 403 *");

        Assert.Equal(1, metrics.Of("rouse_authentication_failures_total{reason=\"wrong_password\"}"));
        Assert.Equal(0, metrics.Of("rouse_authentication_failures_total{reason=\"other\"}"));
    }

    [Fact]
    public void Retransmission_is_absorbed_and_starts_nothing()
    {
        using var scene = new CallScene(SipTransport.Udp);
        using var metrics = new MetricsScene(scene.Network);
        scene.Calls();
        scene.Call.SendAgain();
        scene.Alice.Receives("SIP/2.0 100 *");

        var scrape = metrics.Scrape();
        Assert.Equal(1, scrape["rouse_retransmissions_absorbed_total{method=\"INVITE\"}"]);
        Assert.Equal(1, scrape["rouse_exchanges_started_total{method=\"INVITE\"}"]);
        Assert.Equal(2, scrape["rouse_sip_requests_received_total{transport=\"udp\",method=\"INVITE\"}"]);
        scene.Alice.ForgetsUnread();
        scene.Bob.ForgetsUnread();
    }

    [Fact]
    public void Stray_response_is_counted()
    {
        using var scene = new CallScene();
        using var metrics = new MetricsScene(scene.Network);
        scene.Bob.Sends(
            """
            SIP/2.0 200 OK
            Via: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKnothing
            From: <sip:a@example.org>;tag=1
            To: <sip:b@example.org>;tag=2
            Call-ID: stray
            CSeq: 1 INVITE
            Content-Length: 0


            """);

        Assert.Equal(1, metrics.Of("rouse_sip_responses_stray_total"));
    }

    [Fact]
    public void Bindings_are_counted_by_state_and_a_count_is_good_for_ten_seconds()
    {
        using var scene = new WakeScene();
        using var metrics = new MetricsScene(scene);
        scene.Alice.Registers("");
        Assert.Equal(1, metrics.Of("rouse_bindings{state=\"awake\",push=\"yes\"}"));
        Assert.Equal(1, metrics.Of("rouse_bindings{state=\"awake\",push=\"no\"}"));
        scene.Bob.FallsAsleep();
        scene.Advance(BindingCensus.GoodFor - WakeScene.Tick);
        Assert.Equal(1, metrics.Of("rouse_bindings{state=\"awake\",push=\"yes\"}"));
        scene.Advance(WakeScene.Tick);

        var scrape = metrics.Scrape();
        Assert.Equal(0, scrape["rouse_bindings{state=\"awake\",push=\"yes\"}"]);
        Assert.Equal(1, scrape["rouse_bindings{state=\"asleep\",push=\"yes\"}"]);
    }

    [Fact]
    public void Delay_of_events_is_tried_every_ten_seconds()
    {
        using var scene = new WakeScene();
        using var metrics = new MetricsScene(scene);
        scene.Advance(9.9);
        Assert.False(metrics.Scrape().Has("rouse_run_list_delay_seconds_count"));
        scene.Advance(0.1);

        Assert.Equal(1, metrics.Of("rouse_run_list_delay_seconds_count"));
        Assert.Equal(TimeSpan.Zero, scene.Network.Server.Probe.Waiting);
    }

    [Fact]
    public void Strangers_cannot_add_series()
    {
        using var scene = new CallScene();
        using var metrics = new MetricsScene(scene.Network);
        for (var i = 0; i < 10; i++)
            scene.Alice.Requests($"STRANGE{i}", "sip:bob@example.org");

        var lines = metrics.Text.Split('\n').Where(line => line.Contains("STRANGE", StringComparison.Ordinal));
        Assert.Empty(lines);
        Assert.Equal(10, metrics.Of("rouse_exchanges_started_total{method=\"other\"}"));
        scene.Alice.ForgetsUnread();
        scene.Bob.ForgetsUnread();
    }

    [Fact]
    public void Values_of_labels_are_escaped()
    {
        var labels = PrometheusText.LabelsOf([new("app", "a\"b\\c\nd")]);

        Assert.Equal("""app="a\"b\\c\nd" """.TrimEnd(), labels);
        Scrape.Read($"# HELP x y\n# TYPE x gauge\nx{{{labels}}} 1\n");
    }

    [Fact]
    public void Two_servers_of_one_process_are_told_apart()
    {
        using var one = new WakeScene();
        using var other = new WakeScene();
        using var metrics = new MetricsScene(one);
        other.Cancels(other.Call());

        Assert.Equal(0, metrics.Of("rouse_calls_cancelled_total"));
        other.Bob.ForgetsUnread();
    }

    [Fact]
    public void What_is_broken_or_cannot_be_sent_is_counted_by_its_listener()
    {
        var listener = new Listener(SipTransport.Tcp, IPEndPoint.Parse("192.0.2.1:5060"), null);
        listener.Traffic.Sent("SIP/2.0 200 OK\r\n\r\n"u8);
        listener.Traffic.Sent("INVITE sip:a SIP/2.0\r\n\r\n"u8);
        listener.Traffic.Sent("STRANGE sip:a SIP/2.0\r\n\r\n"u8);
        listener.Traffic.Sent("\r\n"u8);
        listener.Traffic.Sent("SIP/2.0 x"u8);

        Assert.Equal((1, 1), (listener.Traffic.ResponsesSent[2], listener.Traffic.ResponsesSent[0]));
        Assert.Equal((1, 1), (listener.Traffic.RequestsSent[(int)SipMethod.Invite], listener.Traffic.RequestsSent[(int)SipMethod.Other]));
        Assert.Equal(18 + 24 + 25 + 2 + 9, listener.Traffic.Of(Traffic.Event.BytesSent));
    }
}
