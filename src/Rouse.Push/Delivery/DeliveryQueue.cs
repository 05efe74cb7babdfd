namespace Rouse.Push.Delivery;

/// <summary>
/// One bulkhead: the pushes to one server, so many under way at once, so many waiting for their turn or their retry. Retries end with the
/// push. Outcomes are values; it throws only when the sender cancels.
/// </summary>
internal sealed class DeliveryQueue : IDisposable
{
    private readonly DeliveryLimits _limits;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly SemaphoreSlim _turns;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private int _pending;

    public DeliveryQueue(DeliveryLimits limits, TimeProvider time, Func<double> jitter)
    {
        _limits = limits;
        _time = time;
        _backoff = new Backoff(jitter);
        _turns = new SemaphoreSlim(limits.MaxConcurrency);
        _stopped = _stopping.Token;
    }

    public async Task<PushOutcome> DeliverAsync(IDelivery delivery, TimeSpan deadline, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _pending) > (long)_limits.MaxConcurrency + _limits.MaxQueue)
                return new(PushVerdict.Failed, 0, "queue full", 0);
            using var ends = new PushDeadline(deadline, _time, cancellation, _stopped);
            return await RepeatAsync(delivery, ends, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    /// <summary>Ends what is under way, as failed.</summary>
    public void Dispose()
    {
        if (_stopped.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task<PushOutcome> RepeatAsync(IDelivery delivery, PushDeadline ends, CancellationToken cancellation)
    {
        var reply = PushReply.OfTransport("no request could be sent before the deadline");
        var attempts = 0;
        try
        {
            while (true)
            {
                await _turns.WaitAsync(ends.Token);
                attempts++;
                reply = await AttemptAsync(delivery, ends);
                if (reply.IsChangedAtOnce)
                    continue;
                if (reply.Verdict != PushVerdict.Failed || reply.IsFinal)
                    break;
                ends.Token.ThrowIfCancellationRequested();
                var delay = _backoff.Delay(attempts, reply.RetryAfter);
                if (delay >= ends.Remaining)
                    break;
                await Task.Delay(delay, _time, ends.Token);
            }
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_stopped.IsCancellationRequested)
                reply = PushReply.OfTransport("the provider was stopped");
        }
        return reply.ToOutcome(attempts);
    }

    /// <summary>One request, in a turn already taken, which it gives back.</summary>
    private async Task<PushReply> AttemptAsync(IDelivery delivery, PushDeadline ends)
    {
        using var timeout = new CancellationTokenSource(_limits.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ends.OnTheWire);
        try
        {
            return await delivery.AttemptAsync(new(ends.Elapsed, either.Token, timeout.Token));
        }
        catch (Exception error)
        {
            return PushReply.OfTransport(either.IsCancellationRequested ? "no answer in time" : ReasonText.Of(error, delivery.Token));
        }
        finally
        {
            _turns.Release();
        }
    }
}
