using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Protocol.Tests.Sip.Transactions;

/// <summary>RFC 6026 figure 5. "up" is a response that the TU must see.</summary>
public sealed class InviteClientTransactionTests
{
    static Dictionary<string, string[]> Paths { get; } = new()
    {
        ["Initial"] = [],
        ["Calling"] = ["start"],
        ["Proceeding"] = ["start", "180"],
        ["Completed"] = ["start", "486"],
        ["Accepted"] = ["start", "200"],
        ["Terminated"] = ["start", "error"],
        ["Silent"] = ["outlive", "start", "B"],
    };

    static Dictionary<string, Func<InviteClientTransaction, bool?>> Signals { get; } = new()
    {
        ["start"] = machine => Do(() => machine.Start(RecordingOwner.Bytes("INVITE"))),
        ["180"] = machine => machine.Receive(180, RecordingOwner.Bytes("180")),
        ["200"] = machine => machine.Receive(200, RecordingOwner.Bytes("200")),
        ["486"] = machine => machine.Receive(486, RecordingOwner.Bytes("486")),
        ["error"] = machine => Do(machine.TransportFailed),
        ["abandon"] = machine => Do(machine.Abandon),
        ["A"] = machine => Do(() => machine.TimerFired(SipTimer.A)),
        ["B"] = machine => Do(() => machine.TimerFired(SipTimer.B)),
        ["C"] = machine => Do(() => machine.TimerFired(SipTimer.C)),
        ["D"] = machine => Do(() => machine.TimerFired(SipTimer.D)),
        ["M"] = machine => Do(() => machine.TimerFired(SipTimer.M)),
    };

    static TransitionTable Figure { get; } = new(
        """
        Initial    | start   | Calling    | start B 32, start A 0.5, send INVITE
        Initial    | abandon | Terminated | terminated Done
        Calling    | A       | Calling    | start A 1, send INVITE
        Calling    | B       | Terminated | stop A, terminated TimedOut
        Calling    | error   | Terminated | stop A, stop B, terminated TransportFailed
        Calling    | 180     | Proceeding | stop A, stop B, up
        Calling    | 200     | Accepted   | stop A, stop B, start M 32, up
        Calling    | 486     | Completed  | stop A, stop B, start D 32, ack 486, up
        Calling    | abandon | Terminated | stop A, stop B, terminated Done
        Proceeding | error   | Terminated | terminated TransportFailed
        Proceeding | 180     | Proceeding | up
        Proceeding | 200     | Accepted   | start M 32, up
        Proceeding | 486     | Completed  | start D 32, ack 486, up
        Proceeding | abandon | Terminated | terminated Done
        Completed  | 486     | Completed  | ack 486
        Completed  | D       | Terminated | terminated Done
        Completed  | error   | Terminated | stop D, terminated TransportFailed
        Accepted   | 200     | Accepted   | up
        Accepted   | M       | Terminated | terminated Done
        Silent     | 180     | Proceeding | up
        Silent     | 200     | Accepted   | start M 32, up
        Silent     | 486     | Completed  | start D 32, ack 486, up
        Silent     | abandon | Terminated | terminated Done
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
    public void INVITE_is_sent_seven_times_at_doubling_intervals_before_Timer_B()
    {
        var machine = InState("Calling");

        for (var i = 0; i < 6; i++)
            Give(machine, "A");

        // Sent at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s; Timer B is at 32 s.
        Assert.Equal(
            "start A 1, send INVITE, start A 2, send INVITE, start A 4, send INVITE, " +
            "start A 8, send INVITE, start A 16, send INVITE, start A 32, send INVITE",
            _owner.Take());
    }

    [Fact]
    public void INVITE_is_sent_once_over_a_reliable_transport()
    {
        var machine = InState("Initial", reliable: true);

        Give(machine, "start");

        Assert.Equal("start B 32, send INVITE", _owner.Take());
    }

    [Fact]
    public void Final_response_ends_it_at_once_over_a_reliable_transport()
    {
        var machine = InState("Calling", reliable: true);

        Give(machine, "486");

        Assert.Equal("stop B, start D 0, ack 486", _owner.Take());
    }

    [Fact]
    public void Accepted_lasts_as_long_over_a_reliable_transport()
    {
        var machine = InState("Calling", reliable: true);

        Give(machine, "200");

        Assert.Equal("stop B, start M 32", _owner.Take());
    }

    [Theory]
    [InlineData(0.1, "start D 32")]
    [InlineData(1, "start D 64")]
    public void Timer_D_is_never_under_32_seconds(double t1, string started)
    {
        var machine = new InviteClientTransaction(new SipTimers { T1 = TimeSpan.FromSeconds(t1) }, reliable: false, _owner);
        Give(machine, "start");

        Give(machine, "486");

        Assert.Contains(started, _owner.Take().Split(", "));
    }

    [Fact]
    public void Timeout_is_reported_once_and_the_machine_stays_when_it_outlives_Timer_B()
    {
        var machine = InState("Calling");
        machine.OutlivesTimerB = true;

        Give(machine, "B");

        Assert.Equal("stop A, timed out", _owner.Take());
        Assert.Equal(InviteClientState.Silent, machine.State);
    }

    [Fact]
    public void Late_2xx_after_a_late_1xx_still_passes()
    {
        var machine = InState("Silent");

        Assert.True(Give(machine, "180"));
        Assert.True(Give(machine, "200"));
        Assert.True(Give(machine, "200"));
        Assert.Equal(InviteClientState.Accepted, machine.State);
    }

    [Theory]
    [InlineData(199, InviteClientState.Proceeding)]
    [InlineData(299, InviteClientState.Accepted)]
    [InlineData(300, InviteClientState.Completed)]
    [InlineData(699, InviteClientState.Completed)]
    public void Status_classes_end_where_the_next_begins(int status, InviteClientState next)
    {
        var machine = InState("Calling");

        machine.Receive(status, RecordingOwner.Bytes("response"));

        Assert.Equal(next, machine.State);
    }

    [Theory]
    [InlineData("Initial", "start", "start B 32, start A 0.5, send INVITE, stop A, stop B, terminated TransportFailed")]
    [InlineData("Proceeding", "486", "start D 32, ack 486, stop D, terminated TransportFailed")]
    public void Transport_may_fail_inside_Send(string state, string signal, string actions)
    {
        var machine = InState(state);
        _owner.WhenSending = machine.TransportFailed;

        Give(machine, signal);

        Assert.Equal(InviteClientState.Terminated, machine.State);
        Assert.Equal(actions, _owner.Take());
    }

    InviteClientTransaction InState(string state, bool reliable = false)
    {
        var machine = new InviteClientTransaction(SipTimers.Default, reliable, _owner);
        foreach (var signal in Paths[state])
        {
            if (signal == "outlive")
                machine.OutlivesTimerB = true;
            else
                Give(machine, signal);
        }
        Assert.Equal(state, machine.State.ToString());
        _owner.Take();
        return machine;
    }

    bool? Give(InviteClientTransaction machine, string signal)
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
