using System.Runtime.CompilerServices;
using Rouse.Protocol.Sip;
using Rouse.Server.Timelines;
using static Rouse.Server.Tests.Timelines.TimelineScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>What is remembered, for how long, and how it is found again.</summary>
public sealed class TimelineRingTests
{
    [Fact]
    public void Newest_comes_first_and_those_under_way_stand_among_them()
    {
        var scene = new TimelineScene();
        scene.Answered("a");
        var b = scene.Begins("b");
        scene.Answered("c");
        scene.Refused("d", 403);

        Assert.Equal(["d", "c", "b", "a"], scene.Recent());
        Assert.Equal(["d", "c"], scene.Recent(2));
        scene.Ring.End(b);
        Assert.Equal(["d", "c", "b", "a"], scene.Recent());
    }

    [Fact]
    public void List_has_verdicts_and_no_steps()
    {
        var scene = new TimelineScene();
        scene.Answered("a");
        var listed = Assert.Single(scene.Ring.Recent(9));

        Assert.Equal(("The phone answered after 0 ms.", 200, true), (listed.Verdict, listed.Status, listed.IsOver));
        Assert.False(listed.WasPushed);
        Assert.Empty(listed.Steps);
        Assert.Equal(["response", "final"], scene.Ring.Find(listed.Id)[0].Steps.Select(static step => step.Kind));
    }

    [Fact]
    public void Beginning_of_an_id_or_of_a_Call_ID_finds()
    {
        var scene = new TimelineScene();
        scene.Answered("abc@192.0.2.1");
        scene.Begins("abd");
        scene.Refused("xyz", 404);
        var id = scene.Ring.Recent(3)[2].Id;

        Assert.Equal(["abd", "abc@192.0.2.1"], scene.Find("ab"));
        Assert.Equal(["abc@192.0.2.1"], scene.Find("abc@192.0.2.1"));
        Assert.Equal(["xyz"], scene.Find("x"));
        Assert.Contains("abc@192.0.2.1", scene.Find(id[..6].ToUpperInvariant()));
        Assert.Equal(["abc@192.0.2.1"], scene.Find(id));
        Assert.Empty(scene.Find("ABC@"));
        Assert.Empty(scene.Find(id + "0"));
        Assert.Empty(scene.Find(""));
    }

    [Fact]
    public void Call_ID_without_end_is_found_by_its_beginning_and_by_the_whole()
    {
        var scene = new TimelineScene();
        var callId = new string('x', 60_000);
        scene.Answered(callId);

        Assert.Single(scene.Find(callId));
        Assert.Single(scene.Find(callId[..50]));
        Assert.True(scene.Recent().First().Length < 1_000);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void Oldest_goes_when_there_are_too_many(int exchanges, bool stays)
    {
        var scene = new TimelineScene(new() { Exchanges = exchanges });
        foreach (var callId in (string[])["a", "b", "c"])
            scene.Answered(callId);

        Assert.Equal(stays, scene.Recent().Contains("a"));
        Assert.Contains("b", scene.Recent());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void Oldest_goes_when_they_take_too_much(int spare, bool stays)
    {
        var measured = new TimelineScene();
        measured.Answered("a");
        measured.Answered("b");
        var scene = new TimelineScene(new() { MaxBytes = measured.Ring.Bytes + spare });
        scene.Answered("a");
        scene.Answered("b");

        Assert.Equal(stays ? ["b", "a"] : ["b"], scene.Recent());
    }

    [Fact]
    public void Those_under_way_are_never_forgotten()
    {
        var scene = new TimelineScene(new() { Exchanges = 1 });
        var waiting = scene.Begins("waiting");
        waiting.AddPhone();
        scene.Answered("b");
        scene.Answered("c");

        Assert.Equal(["c", "waiting"], scene.Recent());
        scene.Ring.End(waiting);
        Assert.Equal(["waiting"], scene.Recent());
        Assert.Equal(0, scene.Ring.UnderWay);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(400)]
    [InlineData(483)]
    public void Flood_of_strangers_makes_no_call_forgotten(int status)
    {
        var scene = new TimelineScene(new() { Exchanges = 50 });
        scene.Answered("call");
        for (var i = 0; i < 100; i++)
            scene.Refused($"flood-{i}", status);

        Assert.Equal(["flood-99", "flood-98", "flood-97", "flood-96", "flood-95", "call"], scene.Recent());
    }

    [Fact]
    public void User_without_a_phone_is_remembered_as_a_call()
    {
        var scene = new TimelineScene(new() { Exchanges = 10 });
        scene.Refused("unregistered", 480);
        scene.Refused("a", 403);
        scene.Refused("b", 403);

        Assert.Equal(["b", "unregistered"], scene.Recent());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(407)]
    public void Challenge_is_not_remembered(int status)
    {
        var scene = new TimelineScene();
        scene.Refused("a", status);
        var suspended = scene.Begins("b", At(StepKind.Final, status));
        scene.Ring.End(suspended);

        Assert.Empty(scene.Recent());
        Assert.Equal(0, scene.Ring.UnderWay);
    }

    [Fact]
    public void Challenge_of_a_phone_is()
    {
        var scene = new TimelineScene();
        var call = scene.Begins("a");
        call.AddPhone();
        Note(call, At(StepKind.Response, 407, phone: 1), At(StepKind.Final, 407, phone: 1));
        scene.Ring.End(call);

        Assert.Equal("The phone asked for credentials after 0 ms (407 Proxy Authentication Required).", scene.Ring.Recent(1)[0].Verdict);
    }

    [Theory]
    [InlineData("INVITE", "", true)]
    [InlineData("MESSAGE", "", true)]
    [InlineData("MESSAGE", "Content-Type: text/plain\r\n", true)]
    [InlineData("MESSAGE", "Content-Type: application/im-iscomposing+xml;charset=UTF-8\r\n", false)]
    [InlineData("MESSAGE", "Content-Type: Message/IMDN+xml\r\n", false)]
    [InlineData("INVITE", "To: <sip:bob@example.org>;tag=2\r\n", false)]
    [InlineData("MESSAGE", "To: <sip:bob@example.org>;tag=2\r\n", false)]
    [InlineData("REGISTER", "", false)]
    [InlineData("OPTIONS", "", false)]
    [InlineData("BYE", "", false)]
    [InlineData("SUBSCRIBE", "", false)]
    public void Only_requests_by_which_one_user_wants_to_reach_another_are_recorded(string method, string headers, bool isRecorded) =>
        Assert.Equal(isRecorded, new TimelineScene().Opens(Request("a", method, headers)) != null);

    [Fact]
    public void Ids_are_twelve_digits_and_all_differ()
    {
        var ids = Enumerable.Range(0, 100_000).Select(static i => TimelineId.Of(0x7fff_ffff_0000 + i)).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids.Take(100), static id => Assert.Matches("^[0-9a-f]{12}$", id));
        // Six digits are enough to name one of some thousand.
        Assert.InRange(ids.Take(2_000).Select(static id => id[..6]).Distinct().Count(), 1_990, 2_000);
    }

    [Fact]
    public void Nothing_of_the_request_is_held_when_it_has_ended()
    {
        var scene = new TimelineScene();
        var request = EndsOne(scene);
        GC.Collect();

        Assert.False(request.TryGetTarget(out _));
        Assert.Single(scene.Recent());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference<SipRequest> EndsOne(TimelineScene scene) => new(scene.Answered("a").Request);
}
