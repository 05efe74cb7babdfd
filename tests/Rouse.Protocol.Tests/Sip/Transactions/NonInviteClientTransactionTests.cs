using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Protocol.Tests.Sip.Transactions;

/// <summary>RFC 3261 figure 6, and giving up. "up" is a response that the TU must see.</summary>
public sealed class NonInviteClientTransactionTests
{
    static Dictionary<string, string[]> Paths { get; } = new()
    {
        ["Initial"] = [],
        ["Trying"] = ["start"],
        ["Proceeding"] = ["start", "100"],
        ["Completed"] = ["start", "200"],
        ["Terminated"] = ["start", "200", "K"],
    };

    static Dictionary<string, Func<NonInviteClientTransaction, bool?>> Signals { get; } = new()
    {
        ["start"] = machine => Do(() => machine.Start(RecordingOwner.Bytes("MESSAGE"))),
        ["100"] = machine => machine.Receive(100, RecordingOwner.Bytes("100")),
        ["200"] = machine => machine.Receive(200, RecordingOwner.Bytes("200")),
        ["480"] = machine => machine.Receive(480, RecordingOwner.Bytes("480")),
        ["error"] = machine => Do(machine.TransportFailed),
        ["give up"] = machine => Do(machine.Abandon),
        ["A"] = machine => Do(() => machine.TimerFired(SipTimer.A)),
        ["E"] = machine => Do(() => machine.TimerFired(SipTimer.E)),
        ["F"] = machine => Do(() => machine.TimerFired(SipTimer.F)),
        ["K"] = machine => Do(() => machine.TimerFired(SipTimer.K)),
    };

    static TransitionTable Figure { get; } = new(
        """
        Initial    | start | Trying     | start F 32, start E 0.5, send MESSAGE
        Trying     | E     | Trying     | start E 1, send MESSAGE
        Trying     | F     | Terminated | stop E, terminated TimedOut
        Trying     | error | Terminated | stop E, stop F, terminated TransportFailed
        Trying     | give up | Terminated | stop E, stop F, terminated Done
        Trying     | 100   | Proceeding | up
        Trying     | 200   | Completed  | stop E, stop F, start K 5, up
        Trying     | 480   | Completed  | stop E, stop F, start K 5, up
        Proceeding | E     | Proceeding | start E 4, send MESSAGE
        Proceeding | F     | Terminated | stop E, terminated TimedOut
        Proceeding | error | Terminated | stop E, stop F, terminated TransportFailed
        Proceeding | give up | Terminated | stop E, stop F, terminated Done
        Proceeding | 100   | Proceeding | up
        Proceeding | 200   | Completed  | stop E, stop F, start K 5, up
        Proceeding | 480   | Completed  | stop E, stop F, start K 5, up
        Completed  | K     | Terminated | terminated Done
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

        var isForUser = Give(machine, signal) == true;

        Assert.Equal(next, machine.State.ToString());
        Assert.Equal(actions, string.Join(", ", ((string[])[_owner.Take(), isForUser ? "up" : ""]).Where(text => text.Length > 0)));
    }

    [Fact]
    public void Request_is_repeated_at_doubling_intervals_up_to_T2()
    {
        var machine = InState("Trying");

        for (var i = 0; i < 5; i++)
            Give(machine, "E");

        Assert.Equal(
            "start E 1, send MESSAGE, start E 2, send MESSAGE, start E 4, send MESSAGE, start E 4, send MESSAGE, start E 4, send MESSAGE",
            _owner.Take());
    }

    [Fact]
    public void Request_is_repeated_every_T2_after_a_provisional_response()
    {
        var machine = InState("Proceeding");

        Give(machine, "E");
        Give(machine, "E");

        Assert.Equal("start E 4, send MESSAGE, start E 4, send MESSAGE", _owner.Take());
    }

    [Fact]
    public void Request_is_sent_once_over_a_reliable_transport()
    {
        var machine = InState("Initial", reliable: true);

        Give(machine, "start");
        Give(machine, "200");

        Assert.Equal("start F 32, send MESSAGE, stop F, start K 0", _owner.Take());
    }

    [Theory]
    [InlineData(199, NonInviteClientState.Proceeding)]
    [InlineData(200, NonInviteClientState.Completed)]
    [InlineData(699, NonInviteClientState.Completed)]
    public void Final_responses_begin_at_200(int status, NonInviteClientState next)
    {
        var machine = InState("Trying");

        machine.Receive(status, RecordingOwner.Bytes("response"));

        Assert.Equal(next, machine.State);
    }

    [Fact]
    public void Transport_may_fail_inside_Send()
    {
        var machine = InState("Initial");
        _owner.WhenSending = machine.TransportFailed;

        Give(machine, "start");

        Assert.Equal(NonInviteClientState.Terminated, machine.State);
        Assert.Equal("start F 32, start E 0.5, send MESSAGE, stop E, stop F, terminated TransportFailed", _owner.Take());
    }

    NonInviteClientTransaction InState(string state, bool reliable = false)
    {
        var machine = new NonInviteClientTransaction(SipTimers.Default, reliable, _owner);
        foreach (var signal in Paths[state])
            Give(machine, signal);
        Assert.Equal(state, machine.State.ToString());
        _owner.Take();
        return machine;
    }

    bool? Give(NonInviteClientTransaction machine, string signal)
    {
        if (signal.Length == 1)
            _owner.Expire(Enum.Parse<SipTimer>(signal));
        return Signals[signal](machine);
    }

    static bool? Do(Action action)
    {
        action();
        return null;
    }
}
