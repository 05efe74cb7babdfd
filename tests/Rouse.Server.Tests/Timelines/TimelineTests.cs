using Rouse.Push;
using Rouse.Server.Timelines;
using static Rouse.Server.Tests.Timelines.TimelineScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>What one timeline takes in, and what comes out again.</summary>
public sealed class TimelineTests
{
    [Fact]
    public void Everything_of_a_step_comes_out_as_it_went_in()
    {
        var outcome = new PushOutcome(PushVerdict.Refused, 403, "InvalidProviderToken", 3)
        {
            ProviderId = "id-1",
            IsConfigurationError = true,
            IsSandbox = true,
            IsOfEndpoint = true,
        };
        Step[] steps =
        [
            At(StepKind.Received, detail: "TCP 192.0.2.1:5060"),
            At(StepKind.PhoneFound, 2, phone: 1, new PhoneState("UDP [2001:db8::1]:5060", true, false)),
            At(StepKind.PhoneFound, 1, phone: 2, new PhoneState("", false, true)),
            At(StepKind.PushSent, phone: 1, detail: new SentPush("apns.dev", "T.app", PushEvent.Message, PushService.Remote)),
            At(StepKind.PushAnswered, 403, phone: 1, outcome, seconds: 0.084),
            At(StepKind.Note, seconds: 181, detail: "größer als 漢字"),
            At(StepKind.Final, 480, seconds: 100_000),
        ];
        var timeline = new TimelineScene().Begins("a", steps);

        Assert.Equal(steps, TimelineReader.Read(TimelineWriter.Write(timeline)).Steps);
    }

    [Fact]
    public void Written_timeline_of_a_plain_call_is_small()
    {
        using var scene = new Scenarios.WakeScene();
        var call = scene.Call();
        var invite = Scenarios.WakeScene.Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        Scenarios.WakeScene.HangsUp(call, scene.Answers(scene.Bob, invite, 200), scene.Bob);
        scene.Advance(32);

        Assert.InRange(((TimelineRing)scene.Network.Server.Timelines).Bytes, 100, 400);
    }

    [Theory]
    [InlineData(Timeline.MaxSteps, 0)]
    [InlineData(Timeline.MaxSteps + 1, 1)]
    [InlineData(10_000, 10_000 - Timeline.MaxSteps)]
    public void Steps_without_end_are_counted_only(int count, int dropped)
    {
        var timeline = new TimelineScene().Begins("a");
        for (var i = 0; i < count; i++)
            timeline.Add(At(StepKind.Note, detail: "again"));
        timeline.Add(At(StepKind.Final, 480));
        List<Step> steps = [];
        var (_, more) = timeline.Read(steps);

        Assert.Equal((Math.Min(count, Timeline.MaxSteps) + 1, dropped), (steps.Count, more));
        Assert.Equal(StepKind.Final, steps[^1].Kind);
    }

    [Fact]
    public void Number_of_dropped_steps_is_told()
    {
        var scene = new TimelineScene();
        var timeline = scene.Begins("a");
        for (var i = 0; i < Timeline.MaxSteps + 7; i++)
            timeline.Add(At(StepKind.Note, detail: "again"));

        Assert.Equal("7 more steps were too many to be kept", scene.Ring.Find("a")[0].Steps[^1].Text);
    }

    [Fact]
    public void Endings_have_an_end_too()
    {
        var timeline = new TimelineScene().Begins("a");
        for (var i = 0; i < 10_000; i++)
            timeline.Add(At(StepKind.CancelSent, phone: i));

        Assert.Equal(300, StepsOf(timeline).Count);
    }

    [Fact]
    public void Phone_that_got_the_request_again_may_say_the_same_again()
    {
        var timeline = new TimelineScene().Begins(
            "a", At(StepKind.Sent, phone: 1), At(StepKind.Response, 180, phone: 1), At(StepKind.Response, 180, phone: 2),
            At(StepKind.Response, 180, phone: 1), At(StepKind.Sent, phone: 1), At(StepKind.Response, 180, phone: 1));

        Assert.Equal([(1, 0), (1, 180), (2, 180), (1, 0), (1, 180)], StepsOf(timeline).Select(static s => (s.Phone, s.Status)));
    }

    [Fact]
    public void What_strangers_write_reaches_no_terminal_as_it_is()
    {
        var scene = new TimelineScene();
        var timeline = scene.Opens(Request("a\u001b[31m\u009b2J\u202e", from: "sip:\u001b]0;x@example.org"))!;
        scene.Ring.Begin(timeline);
        Note(timeline, At(StepKind.Response, 486, phone: 1, "Busy\u0007\r\nHere"), At(StepKind.Authenticated, detail: "al\u001bice"));
        var record = scene.Ring.Recent(1)[0];

        Assert.Equal("""a\u001b[31m\u009b2J\u202e""", record.CallId);
        Assert.Equal(record.Id, scene.Ring.Find("a\u001b[31m\u009b2J\u202e")[0].Id);
        var texts = scene.Ring.Find("a")[0].Steps.Select(static step => step.Text).Concat([record.CallId, record.From]);
        Assert.All(texts, static text => Assert.DoesNotContain(text, char.IsControl));
    }

    [Theory]
    [InlineData("sip:alice:secret@example.org:5070;transport=tcp;pn-prid=tok?h=v", "sip:alice@example.org:5070")]
    [InlineData("sips:example.org", "sips:example.org")]
    [InlineData("tel:+4930123;phone-context=example.org", "tel:+4930123")]
    [InlineData("sip:@;pn-prid=tok", "sip:@")]
    public void Of_a_URI_only_who_and_where_is_kept(string from, string kept)
    {
        var scene = new TimelineScene();
        scene.Ring.Begin(scene.Opens(Request("a", from: from))!);

        Assert.Equal(kept, scene.Ring.Recent(1)[0].From);
    }

    [Fact]
    public void Texts_of_strangers_are_cut()
    {
        var scene = new TimelineScene();
        var timeline = scene.Opens(Request("a", from: $"sip:{new string('a', 50_000)}@example.org"))!;
        Note(timeline, At(StepKind.Response, 486, phone: 1, new string('漢', 50_000)), At(StepKind.Final, 404));
        scene.Ring.End(timeline);

        Assert.InRange(scene.Ring.Bytes, 1, 1_000);
        Assert.StartsWith("sip:aaa", scene.Ring.Recent(1)[0].From, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.0849, "84 ms")]
    [InlineData(0.9999, "999 ms")]
    [InlineData(1, "1 s")]
    [InlineData(3.29, "3.2 s")]
    [InlineData(9.99, "9.9 s")]
    [InlineData(10, "10 s")]
    [InlineData(119.9, "119 s")]
    [InlineData(120, "2 min")]
    [InlineData(181.5, "3 min 1 s")]
    public void Time_is_told_as_exactly_as_people_need_it(double seconds, string text) =>
        Assert.Equal(text, ShownText.Of(TimeSpan.FromSeconds(seconds)));

    static List<Step> StepsOf(Timeline timeline)
    {
        List<Step> steps = [];
        timeline.Read(steps);
        return steps;
    }
}
