using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Protocol.Tests.Sip.Transactions;

/// <summary>RFC 6026 figure 7.</summary>
public sealed class InviteServerTransactionTests
{
    static Dictionary<string, string[]> Paths { get; } = new()
    {
        ["Proceeding"] = ["180"],
        ["Completed"] = ["180", "486"],
        ["Confirmed"] = ["180", "486", "ACK"],
        ["Accepted"] = ["180", "200"],
        ["Terminated"] = ["180", "486", "H"],
    };

    static Dictionary<string, Func<InviteServerTransaction, bool?>> Signals { get; } = new()
    {
        ["INVITE"] = machine => Do(machine.RequestRetransmitted),
        ["183"] = machine => machine.Respond(183, RecordingOwner.Bytes("183")),
        ["180"] = machine => machine.Respond(180, RecordingOwner.Bytes("180")),
        ["200"] = machine => machine.Respond(200, RecordingOwner.Bytes("200")),
        ["486"] = machine => machine.Respond(486, RecordingOwner.Bytes("486")),
        ["ACK"] = machine => machine.AckReceived(),
        ["error"] = machine => Do(machine.TransportFailed),
        ["A"] = machine => Do(() => machine.TimerFired(SipTimer.A)),
        ["G"] = machine => Do(() => machine.TimerFired(SipTimer.G)),
        ["H"] = machine => Do(() => machine.TimerFired(SipTimer.H)),
        ["I"] = machine => Do(() => machine.TimerFired(SipTimer.I)),
        ["L"] = machine => Do(() => machine.TimerFired(SipTimer.L)),
    };

    static TransitionTable Figure { get; } = new(
        """
        Proceeding | INVITE | Proceeding | send 180
        Proceeding | 180    | Proceeding | send 180
        Proceeding | 183    | Proceeding | send 183
        Proceeding | 200    | Accepted   | start L 32, send 200
        Proceeding | 486    | Completed  | start H 32, start G 0.5, send 486
        Completed  | INVITE | Completed  | send 486
        Completed  | G      | Completed  | start G 1, send 486
        Completed  | ACK    | Confirmed  | stop G, stop H, start I 5
        Completed  | H      | Terminated | stop G, terminated TimedOut
        Confirmed  | I      | Terminated | terminated Done
        Accepted   | 200    | Accepted   | send 200
        Accepted   | L      | Terminated | terminated Done
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
    public void Stays_silent_before_the_first_response()
    {
        var machine = new InviteServerTransaction(SipTimers.Default, reliable: false, _owner);

        machine.RequestRetransmitted();

        Assert.Equal("", _owner.Take());
        Assert.Equal(InviteServerState.Proceeding, machine.State);
    }

    [Fact]
    public void Retransmitted_INVITE_is_answered_with_the_last_provisional_response()
    {
        var machine = InState("Proceeding");
        Give(machine, "183");
        _owner.Take();

        Give(machine, "INVITE");

        Assert.Equal("send 183", _owner.Take());
    }

    [Fact]
    public void Final_response_is_repeated_at_doubling_intervals_up_to_T2()
    {
        var machine = InState("Completed");

        for (var i = 0; i < 5; i++)
            Give(machine, "G");

        Assert.Equal(
            "start G 1, send 486, start G 2, send 486, start G 4, send 486, start G 4, send 486, start G 4, send 486",
            _owner.Take());
    }

    [Fact]
    public void Final_response_is_not_repeated_over_a_reliable_transport()
    {
        var machine = InState("Proceeding", reliable: true);

        Give(machine, "486");
        Give(machine, "ACK");

        Assert.Equal("start H 32, send 486, stop H, start I 0", _owner.Take());
    }

    [Fact]
    public void Accepted_lasts_as_long_over_a_reliable_transport()
    {
        var machine = InState("Proceeding", reliable: true);

        Give(machine, "200");

        Assert.Equal("start L 32, send 200", _owner.Take());
    }

    [Theory]
    [InlineData("Proceeding", false)]
    [InlineData("Completed", true)]
    [InlineData("Confirmed", true)]
    [InlineData("Accepted", false)]
    [InlineData("Terminated", false)]
    public void ACK_is_absorbed_only_after_a_final_response_that_is_no_2xx(string state, bool isAbsorbed) =>
        Assert.Equal(isAbsorbed, Signals["ACK"](InState(state)));

    [Theory]
    [InlineData("Proceeding", "180", true)]
    [InlineData("Accepted", "200", true)]
    [InlineData("Accepted", "180", false)]
    [InlineData("Accepted", "486", false)]
    [InlineData("Completed", "200", false)]
    [InlineData("Completed", "486", false)]
    [InlineData("Terminated", "200", false)]
    public void Respond_tells_whether_the_response_was_taken(string state, string response, bool isTaken) =>
        Assert.Equal(isTaken, Signals[response](InState(state)));

    [Theory]
    [InlineData(199, InviteServerState.Proceeding)]
    [InlineData(299, InviteServerState.Accepted)]
    [InlineData(300, InviteServerState.Completed)]
    [InlineData(699, InviteServerState.Completed)]
    public void Status_classes_end_where_the_next_begins(int status, InviteServerState next)
    {
        var machine = InState("Proceeding");

        machine.Respond(status, RecordingOwner.Bytes("response"));

        Assert.Equal(next, machine.State);
    }

    [Fact]
    public void Transport_may_fail_inside_Send()
    {
        var machine = InState("Proceeding");
        _owner.WhenSending = machine.TransportFailed;

        Give(machine, "486");

        Assert.Equal(InviteServerState.Completed, machine.State);
        Assert.Equal([SipTimer.H, SipTimer.G], _owner.Running);
    }

    [Fact]
    public void Timers_follow_T1_T2_and_T4()
    {
        var timers = new SipTimers { T1 = TimeSpan.FromSeconds(1), T2 = TimeSpan.FromSeconds(3), T4 = TimeSpan.FromSeconds(7) };
        var machine = new InviteServerTransaction(timers, reliable: false, _owner);

        foreach (var signal in (string[])["486", "G", "G", "ACK"])
            Give(machine, signal);

        Assert.Equal(
            "start H 64, start G 1, send 486, start G 2, send 486, start G 3, send 486, stop G, stop H, start I 7",
            _owner.Take());
    }

    InviteServerTransaction InState(string state, bool reliable = false)
    {
        var machine = new InviteServerTransaction(SipTimers.Default, reliable, _owner);
        foreach (var signal in Paths[state])
            Give(machine, signal);
        Assert.Equal(state, machine.State.ToString());
        _owner.Take();
        return machine;
    }

    void Give(InviteServerTransaction machine, string signal)
    {
        if (Enum.TryParse<SipTimer>(signal, out var timer) && signal.Length == 1)
            _owner.Expire(timer);
        Signals[signal](machine);
    }

    static bool? Do(Action action)
    {
        action();
        return null;
    }
}
