using Rouse.Push;

namespace Rouse.Testing;

/// <summary>A push provider that records, and answers as the test says: accepted at once by default.</summary>
sealed class FakePush : IPushProvider
{
    readonly Queue<(PushMessage Message, TimeSpan Deadline)> _unseen = new();
    readonly Queue<TaskCompletionSource<PushOutcome>> _waiting = new();

    public static PushOutcome Accepted { get; } = new(PushVerdict.Accepted, 200, "OK", 1);

    public static PushOutcome Refused { get; } = new(PushVerdict.Refused, 404, "Not Found", 1);

    public static PushOutcome Dead { get; } = new(PushVerdict.DeadToken, 410, "Gone", 1);

    public static PushOutcome Failed { get; } = new(PushVerdict.Failed, 503, "Service Unavailable", 3);

    public static PushOutcome Silent { get; } = new(PushVerdict.Failed, 0, "no answer in time", 3) { MayHaveArrived = true };

    /// <summary>A provider with a bug: what the next pushes throw.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What the next pushes are answered at once; null leaves them waiting for <see cref="Answer"/>.</summary>
    public PushOutcome? Outcome { get; set; } = Accepted;

    /// <summary>Waiting pushes cannot be taken back any more.</summary>
    public bool IsOnTheWire { get; set; }

    public Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation)
    {
        _unseen.Enqueue((message, deadline));
        if (Failure != null)
            throw Failure;
        if (Outcome is { } outcome)
            return Task.FromResult(outcome);
        var waiting = new TaskCompletionSource<PushOutcome>();
        _waiting.Enqueue(waiting);
        if (!IsOnTheWire)
            cancellation.Register(() => waiting.TrySetCanceled(cancellation));
        return waiting.Task;
    }

    /// <summary>The next push, which must be for this provider and token.</summary>
    public PushMessage Expects(string provider, string token)
    {
        if (!_unseen.TryDequeue(out var push))
            throw new WireException($"no push was sent; {provider} {token} was expected");
        var message = push.Message;
        Deadline = push.Deadline;
        return message.Provider == provider && message.Token == token
            ? message
            : throw new WireException($"push for {message.Provider} {message.Token}; {provider} {token} was expected");
    }

    public void ExpectsNothing()
    {
        if (_unseen.TryPeek(out var push))
            throw new WireException($"a push for {push.Message.Provider} {push.Message.Token} was sent; none was expected");
    }

    /// <summary>Time that the provider was given for the push last seen by <see cref="Expects"/>.</summary>
    public TimeSpan Deadline { get; private set; }

    /// <summary>Pushes that the test has not looked at.</summary>
    public int Unseen => _unseen.Count;

    /// <summary>The test has seen enough of them.</summary>
    public void Forget() => _unseen.Clear();

    /// <summary>Pushes that are neither answered nor taken back.</summary>
    public int Waiting => _waiting.Count(w => !w.Task.IsCompleted);

    /// <summary>Answers the oldest waiting push.</summary>
    public void Answer(PushOutcome outcome) => _waiting.Dequeue().SetResult(outcome);
}
