using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>CANCEL and answers that cross, in every order (RFC 3261 §9, §16.10, RFC 6026).</summary>
public sealed class CancelRaceTests
{
    [Theory]
    [InlineData("CANCEL 200", "INVITE 487")]
    [InlineData("INVITE 487", "CANCEL 200")]
    [InlineData("INVITE 487", "CANCEL 481")]
    [InlineData("INVITE 487")]
    [InlineData("CANCEL 200", "INVITE 180", "INVITE 487")]
    [InlineData("INVITE 180", "CANCEL 200", "INVITE 487")]
    [InlineData("CANCEL 481", "INVITE 487")]
    [InlineData("CANCEL 500", "INVITE 487")]
    [InlineData("INVITE 486", "CANCEL 200")]
    [InlineData("INVITE 486", "CANCEL 481")]
    [InlineData("INVITE 603", "CANCEL 481")]
    public void Caller_who_gave_up_gets_487_whatever_else_the_phone_says(params string[] said)
    {
        using var scene = new CallScene();
        scene.Rings();
        var cancel = Cancels(scene);
        foreach (var word in said)
            Says(scene, cancel, word);

        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Alice.ReceivesNothing();
    }

    [Theory]
    [InlineData("INVITE 200", "CANCEL 200")]
    [InlineData("INVITE 200", "CANCEL 481")]
    [InlineData("CANCEL 200", "INVITE 200")]
    [InlineData("CANCEL 481", "INVITE 200")]
    [InlineData("INVITE 200")]
    [InlineData("INVITE 180", "INVITE 200", "CANCEL 481")]
    public void Answer_that_crosses_the_CANCEL_reaches_the_caller_who_must_hang_up(params string[] said)
    {
        using var scene = new CallScene();
        scene.Rings();
        var cancel = Cancels(scene);
        foreach (var word in said)
            Says(scene, cancel, word);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(ok);
        scene.Bob.Receives("ACK *");
        scene.Call.SendsInDialog("BYE", ok);
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void CANCEL_that_meets_the_answer_on_its_way_changes_nothing()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Bob.Answers(scene.Invite, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Cancels();
        Assert.Equal("1 CANCEL", scene.Alice.Receives("SIP/2.0 200 *").Value(HeaderName.CSeq));
        scene.Bob.ReceivesNothing();
        scene.Call.Acks(ok);
        scene.Bob.Receives("ACK *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void CANCEL_that_meets_a_refusal_on_its_way_changes_nothing()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Bob.Answers(scene.Invite, 486);
        scene.Bob.Receives("ACK *");
        var busy = scene.Alice.Receives("SIP/2.0 486 *");
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(busy);

        scene.NothingElseHappens();
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("MESSAGE")]
    public void CANCEL_of_another_request_than_INVITE_has_no_effect(string method)
    {
        using var scene = new CallScene();
        var request = scene.Alice.Requests(method, "sip:bob@example.org");
        var atBob = scene.Bob.ReceivesRequest($"{method} *");
        request.Cancels();
        scene.Alice.Receives("SIP/2.0 481 *");
        scene.NothingElseHappens();
        scene.Bob.Answers(atBob, 202);

        scene.Alice.Receives("SIP/2.0 202 *");
    }

    [Fact]
    public void CANCEL_that_overtakes_its_INVITE_cancels_nothing()
    {
        using var scene = new CallScene();
        var via = scene.Alice.Via()["Via: ".Length..];
        void Sends(string method) => scene.Alice.SendsRaw(
            method, "sip:bob@example.org", callId: "overtaken", via: via, headers: $"Contact: <{scene.Alice.ContactUri}>");

        Sends("CANCEL");
        scene.Alice.Receives("SIP/2.0 481 *");
        Sends("INVITE");
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(scene.Bob.Receives("INVITE *"), 486);
        scene.Alice.Receives("SIP/2.0 486 *");
        Sends("ACK");
    }

    [Fact]
    public void Answers_of_two_phones_that_cross_the_CANCEL_both_reach_the_caller()
    {
        using var scene = new CallScene();
        var cell = scene.Network.Phone("bob");
        cell.Registers();
        scene.Calls();
        var atCell = cell.ReceivesRequest("INVITE *");
        scene.Bob.Answers(scene.Invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        cell.Answers(atCell, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Receives("CANCEL *");
        cell.Receives("CANCEL *");
        scene.Bob.Answers(scene.Invite, 200, tag: "desk");
        cell.Answers(atCell, 200, tag: "cell");
        foreach (var phone in (Phone[])[scene.Bob, cell])
        {
            var ok = scene.Alice.Receives("SIP/2.0 200 *");
            Assert.Equal("1 INVITE", ok.Value(HeaderName.CSeq));
            scene.Call.Acks(ok);
            phone.Receives("ACK *");
        }

        scene.NothingElseHappens();
        cell.ReceivesNothing();
    }

    [Fact]
    public void Answer_that_follows_a_487_on_the_same_branch_is_absorbed()
    {
        using var scene = new CallScene();
        scene.Rings();
        var cancel = Cancels(scene);
        scene.Bob.Answers(cancel, 200);
        scene.Bob.Answers(scene.Invite, 487);
        scene.Bob.Receives("ACK *");
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Bob.Answers(scene.Invite, 200);

        scene.NothingElseHappens();
    }

    [Fact]
    public void One_phone_answers_while_the_other_is_being_cancelled_for_it()
    {
        using var scene = new CallScene();
        var cell = scene.Network.Phone("bob");
        cell.Registers();
        scene.Calls();
        var atCell = cell.ReceivesRequest("INVITE *");
        cell.Answers(atCell, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Bob.Answers(scene.Invite, 200, tag: "desk");
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 200 *"));
        scene.Bob.Receives("ACK *");
        var cancel = cell.Receives("CANCEL *");
        cell.Answers(atCell, 200, tag: "cell");
        cell.Answers(cancel, 481);
        var second = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(second);
        cell.Receives("ACK *");
        scene.Call.SendsInDialog("BYE", second);
        cell.Answers(cell.Receives("BYE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void Who_is_hung_up_behind_other_proxies_is_reached_through_them()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        var recorded = $"<sip:p3.example.net;lr>, <sip:p2.example.net;lr>, {scene.Invite.Value(HeaderName.RecordRoute)}";
        scene.Bob.AnswersRaw(scene.Invite, 200, headers: $"Contact: <sip:bob@10.0.0.6>\nRecord-Route: {recorded}");
        string[] routes = ["<sip:p2.example.net;lr>", "<sip:p3.example.net;lr>"];

        Assert.Equal(routes, scene.Bob.Receives("ACK sip:bob@10.0.0.6 SIP/2.0").Values(HeaderName.Route));
        var bye = scene.Bob.Receives("BYE sip:bob@10.0.0.6 SIP/2.0");
        Assert.Equal(routes, bye.Values(HeaderName.Route));
        scene.Bob.Answers(bye, 200);
    }

    static SipMessage Cancels(CallScene scene)
    {
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        return scene.Bob.Receives("CANCEL *");
    }

    // "INVITE 487": the phone's answer to it; a final one that is no 2xx gets its ACK.
    static void Says(CallScene scene, SipMessage cancel, string word)
    {
        var status = int.Parse(word.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        scene.Bob.Answers(word.StartsWith('I') ? scene.Invite : cancel, status);
        if (word.StartsWith('I') && status >= 300)
            scene.Bob.Receives("ACK *");
    }
}
