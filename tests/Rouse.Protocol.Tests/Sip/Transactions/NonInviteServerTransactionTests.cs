using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Protocol.Tests.Sip.Transactions;

/// <summary>RFC 3261 figure 8.</summary>
public sealed class NonInviteServerTransactionTests
{
    static Dictionary<string, string[]> Paths { get; } = new()
    {
        ["Trying"] = [],
        ["Proceeding"] = ["100"],
        ["Completed"] = ["100", "480"],
        ["Terminated"] = ["100", "480", "J"],
    };

    static Dictionary<string, Func<NonInviteServerTransaction, bool?>> Signals { get; } = new()
    {
        ["request"] = machine => Do(machine.RequestRetransmitted),
        ["100"] = machine => machine.Respond(100, RecordingOwner.Bytes("100")),
        ["200"] = machine => machine.Respond(200, RecordingOwner.Bytes("200")),
        ["480"] = machine => machine.Respond(480, RecordingOwner.Bytes("480")),
        ["error"] = machine => Do(machine.TransportFailed),
        ["H"] = machine => Do(() => machine.TimerFired(SipTimer.H)),
        ["J"] = machine => Do(() => machine.TimerFired(SipTimer.J)),
    };

    static TransitionTable Figure { get; } = new(
        """
        Trying     | 100     | Proceeding | send 100
        Trying     | 200     | Completed  | start J 32, send 200
        Trying     | 480     | Completed  | start J 32, send 480
        Proceeding | request | Proceeding | send 100
        Proceeding | 100     | Proceeding | send 100
        Proceeding | 200     | Completed  | start J 32, send 200
        Proceeding | 480     | Completed  | start J 32, send 480
        Proceeding | error   | Terminated | terminated TransportFailed
        Completed  | request | Completed  | send 480
        Completed  | J       | Terminated | terminated Done
        Completed  | error   | Terminated | stop J, terminated TransportFailed
        """,
        Paths.Keys,
        Signals.Keys);

    readonly RecordingOwner _owner = new();

    public static TheoryData<string, string, string, string> Pairs => Figure.Rows();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Follows_the_figure(string state, string signal, string next, string actions)
    {
        var machine = InState(state);

        Give(machine, signal);

        Assert.Equal(next, machine.State.ToString());
        Assert.Equal(actions, _owner.Take());
    }

    [Fact]
    public void Ends_at_once_over_a_reliable_transport()
    {
        var machine = InState("Proceeding", reliable: true);

        Give(machine, "200");

        Assert.Equal("start J 0, send 200", _owner.Take());
    }

    [Theory]
    [InlineData("Trying", true)]
    [InlineData("Proceeding", true)]
    [InlineData("Completed", false)]
    [InlineData("Terminated", false)]
    public void Only_the_first_final_response_is_taken(string state, bool isTaken) => Assert.Equal(isTaken, Signals["200"](InState(state)));

    [Theory]
    [InlineData(199, NonInviteServerState.Proceeding)]
    [InlineData(200, NonInviteServerState.Completed)]
    [InlineData(699, NonInviteServerState.Completed)]
    public void Final_responses_begin_at_200(int status, NonInviteServerState next)
    {
        var machine = InState("Trying");

        machine.Respond(status, RecordingOwner.Bytes("response"));

        Assert.Equal(next, machine.State);
    }

    [Fact]
    public void Transport_may_fail_inside_Send()
    {
        var machine = InState("Trying");
        _owner.WhenSending = machine.TransportFailed;

        Give(machine, "200");

        Assert.Equal(NonInviteServerState.Terminated, machine.State);
        Assert.Equal("start J 32, send 200, stop J, terminated TransportFailed", _owner.Take());
    }

    NonInviteServerTransaction InState(string state, bool reliable = false)
    {
        var machine = new NonInviteServerTransaction(SipTimers.Default, reliable, _owner);
        foreach (var signal in Paths[state])
            Give(machine, signal);
        Assert.Equal(state, machine.State.ToString());
        _owner.Take();
        return machine;
    }

    void Give(NonInviteServerTransaction machine, string signal)
    {
        if (signal.Length == 1)
            _owner.Expire(Enum.Parse<SipTimer>(signal));
        Signals[signal](machine);
    }

    static bool? Do(Action action)
    {
        action();
        return null;
    }
}
