using Rouse.Protocol.Sip;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A phone that has the call on two flows refuses one of them: which of its finals counts.</summary>
public sealed class MovingDuplicateTests
{
    [Theory]
    [InlineData(482)]
    [InlineData(486)]
    public void Refused_duplicate_is_dropped_after_a_second_while_the_first_branch_rings(int status)
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Answers(scene.Bob, first, 180);
        var (_, second) = scene.BobMoves();
        scene.Bob.Answers(second, status);
        scene.Bob.Receives("ACK *");
        scene.Advance(1);
        scene.Advance(60);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, first, 200);
    }

    [Fact]
    public void Refused_duplicate_counts_when_the_first_branch_never_rang()
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Bob.Answers(first, 100);
        var (_, second) = scene.BobMoves();
        scene.Bob.Answers(second, 486);
        scene.Advance(TimeSpan.FromSeconds(1) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 486 *");
        scene.Bob.Receives("ACK *");
        Assert.Equal(first.Value(HeaderName.Via), scene.Bob.Receives("CANCEL *").Value(HeaderName.Via));
    }

    [Fact]
    public void Refused_duplicate_counts_at_once_when_the_first_flow_closes()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        var (old, second) = scene.BobMoves();
        scene.Bob.Answers(second, 486);
        scene.Alice.ReceivesNothing();
        old.Close();
        scene.Network.Settle();
        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Refusal_counts_when_the_first_flow_was_closed_before()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        var (old, second) = scene.BobMoves();
        old.Close();
        scene.Network.Settle();
        scene.Answers(scene.Bob, second, 486);
    }

    [Fact]
    public void Refused_duplicate_is_dropped_when_the_first_branch_begins_to_ring_within_the_second()
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        var (_, second) = scene.BobMoves();
        scene.Bob.Answers(second, 486);
        scene.Advance(TimeSpan.FromSeconds(1) - Tick);
        scene.Answers(scene.Bob, first, 180);
        scene.Advance(10);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, first, 200);
    }

    [Fact]
    public void First_branch_may_answer_while_the_duplicate_is_held()
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Answers(scene.Bob, first, 180);
        var (_, second) = scene.BobMoves();
        scene.Bob.Answers(second, 482);
        scene.Answers(scene.Bob, first, 200);
        scene.Advance(2);
        scene.Alice.ReceivesNothing();
    }

    [Theory]
    [InlineData(480)]
    [InlineData(603)]
    public void Any_other_final_of_the_second_branch_counts_at_once(int status)
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Answers(scene.Bob, first, 180);
        var (_, second) = scene.BobMoves();
        scene.Bob.Answers(second, status);
        scene.Bob.Receives("ACK *");
        var cancel = scene.Bob.Receives("CANCEL *");
        scene.Bob.Answers(cancel, 200);
        scene.Bob.Answers(first, 487);
        scene.Alice.Receives($"SIP/2.0 {status} *");
    }

    [Fact]
    public void Busy_of_the_first_branch_counts_at_once()
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Answers(scene.Bob, first, 180);
        scene.BobMoves();
        scene.Answers(scene.Bob, first, 486);
    }

    [Fact]
    public void Duplicate_of_a_duplicate_is_dropped_while_any_earlier_branch_rings()
    {
        using var scene = new WakeScene();
        scene.Call();
        Invite(scene.Bob);
        var (_, second) = scene.BobMoves();
        var (_, third) = scene.BobMoves();
        scene.Bob.Answers(third, 486);
        scene.Bob.Receives("ACK *");
        scene.Answers(scene.Bob, second, 180);
        scene.Advance(10);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, second, 200);
    }
}
