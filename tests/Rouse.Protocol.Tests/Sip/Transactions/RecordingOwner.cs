using System.Globalization;
using System.Text;
using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Protocol.Tests.Sip.Transactions;

/// <summary>Writes down what a machine asks for, in order: "send X, start A 0.5, stop A, ack X, timed out, terminated Done".</summary>
sealed class RecordingOwner : IInviteClientOwner
{
    readonly List<string> _actions = [];
    readonly HashSet<SipTimer> _running = [];

    /// <summary>Called inside <see cref="Send"/> and <see cref="SendAck"/>: a transport that fails at once.</summary>
    public Action? WhenSending { get; set; }

    public IReadOnlySet<SipTimer> Running => _running;

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>What was recorded since the last call. Stopping a timer that does not run is left out: it asks for nothing.</summary>
    public string Take()
    {
        var text = string.Join(", ", _actions);
        _actions.Clear();
        return text;
    }

    /// <summary>What a clock would do before it gives the machine <paramref name="timer"/>.</summary>
    public void Expire(SipTimer timer) => _running.Remove(timer);

    public void Send(ReadOnlyMemory<byte> bytes)
    {
        _actions.Add($"send {Encoding.ASCII.GetString(bytes.Span)}");
        WhenSending?.Invoke();
    }

    public void SendAck(ReadOnlyMemory<byte> finalResponse)
    {
        _actions.Add($"ack {Encoding.ASCII.GetString(finalResponse.Span)}");
        WhenSending?.Invoke();
    }

    public void StartTimer(SipTimer timer, TimeSpan after)
    {
        _running.Add(timer);
        _actions.Add(string.Create(CultureInfo.InvariantCulture, $"start {timer} {after.TotalSeconds}"));
    }

    public void StopTimer(SipTimer timer)
    {
        if (_running.Remove(timer))
            _actions.Add($"stop {timer}");
    }

    public void TimedOut() => _actions.Add("timed out");

    public void Terminated(TerminationCause cause)
    {
        Assert.DoesNotContain(_actions, action => action.StartsWith("terminated", StringComparison.Ordinal));
        Assert.Empty(_running);
        _actions.Add($"terminated {cause}");
    }
}
