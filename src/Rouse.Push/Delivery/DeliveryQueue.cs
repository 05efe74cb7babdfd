namespace Rouse.Push.Delivery;

/// <summary>
/// One bulkhead: the pushes to one server, so many under way at once, so many waiting for their turn or their retry, none while the server
/// has failed for long. Retries end with the push. Outcomes are values; it throws only when the sender cancels.
/// </summary>
internal sealed class DeliveryQueue : IDisposable
{
    private readonly DeliveryLimits _limits;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly CircuitBreaker _breaker;
    private readonly SemaphoreSlim _turns;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private int _pending;

    /// <param name="service">What the server is called in reasons.</param>
    /// <param name="limits">What it takes at most.</param>
    /// <param name="time">Clock of deadlines, timeouts and retries.</param>
    /// <param name="jitter">Of <see cref="Backoff"/>.</param>
    public DeliveryQueue(string service, DeliveryLimits limits, TimeProvider time, Func<double> jitter)
    {
        _limits = limits;
        _time = time;
        _backoff = new Backoff(jitter);
        _breaker = new CircuitBreaker(service, time);
        _turns = new SemaphoreSlim(limits.MaxConcurrency);
        _stopped = _stopping.Token;
    }

    public PushLoad Load => new(Volatile.Read(ref _pending), _breaker.IsOpen);

    public Task<PushOutcome> DeliverAsync(IDelivery delivery, TimeSpan deadline, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _pending) <= (long)_limits.MaxConcurrency + _limits.MaxQueue)
            return RepeatAsync(delivery, deadline, cancellation);
        Interlocked.Decrement(ref _pending);
        return Task.FromResult(new PushOutcome(PushVerdict.Failed, 0, "queue full", 0));
    }

    /// <summary>Ends what is under way, as failed.</summary>
    public void Dispose()
    {
        if (_stopped.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task<PushOutcome> RepeatAsync(IDelivery delivery, TimeSpan deadline, CancellationToken cancellation)
    {
        using var ends = new PushDeadline(deadline, _time, cancellation, _stopped);
        var reply = PushReply.OfTransport("no request could be sent before the deadline");
        var attempts = 0;
        var mayHaveArrived = false;
        try
        {
            while (true)
            {
                if (!_breaker.TryPass(out var wait))
                {
                    if (attempts == 0)
                        reply = _breaker.Refuse(wait);
                    // What is under way already looks now and then whether a trial has succeeded.
                    if (attempts == 0 || !await DelayAsync(wait < Backoff.Longest ? wait : Backoff.Longest, ends))
                        break;
                    continue;
                }
                await TakeTurnAsync(ends);
                attempts++;
                reply = await AttemptAsync(delivery, ends);
                mayHaveArrived |= reply.MayHaveArrived;
                if (reply.IsChangedAtOnce)
                    continue;
                if (reply.Verdict != PushVerdict.Failed || reply.IsFinal)
                    break;
                ends.ThrowIfOver();
                if (!await DelayAsync(_backoff.Delay(attempts, reply.RetryAfter), ends))
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            if (!mayHaveArrived)
                cancellation.ThrowIfCancellationRequested();
            if (_stopped.IsCancellationRequested)
                reply = PushReply.OfTransport("the provider was stopped");
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
        return reply.ToOutcome(attempts) with { MayHaveArrived = mayHaveArrived && reply.Verdict == PushVerdict.Failed };
    }

    // The semaphore may give a turn in the moment in which the push ends: then it is given back, and nothing is sent.
    private async ValueTask TakeTurnAsync(PushDeadline ends)
    {
        if (!_turns.Wait(TimeSpan.Zero))
            await _turns.WaitAsync(ends.Token);
        if (!ends.IsOver)
            return;
        _turns.Release();
        ends.ThrowIfOver();
    }

    // False, and at once, if the push would be over by then.
    private async Task<bool> DelayAsync(TimeSpan delay, PushDeadline ends)
    {
        if (delay >= ends.Remaining)
            return false;
        await Task.Delay(delay, _time, ends.Token);
        return true;
    }

    // No connection, no request. A timeout may have come before or behind it.
    private static bool HasNotLeft(Exception error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError,
    };

    /// <summary>One request, in a turn already taken, which it gives back.</summary>
    private async Task<PushReply> AttemptAsync(IDelivery delivery, PushDeadline ends)
    {
        using var attempt = ends.Attempt(_limits.RequestTimeout);
        PushReply reply;
        try
        {
            reply = await delivery.AttemptAsync(attempt);
        }
        catch (Exception error)
        {
            var reason = attempt.IsOver ? "no answer in time" : ReasonText.Of(error, delivery.Token);
            reply = PushReply.OfTransport(reason) with { MayHaveArrived = !HasNotLeft(error) };
        }
        finally
        {
            _turns.Release();
        }
        // 429 is an answer. Silence counts only if it was given its time, whether or not the sender still waits.
        if (reply is not { Verdict: PushVerdict.Failed, Status: 0 or >= 500 })
            _breaker.Answered();
        else if (!attempt.IsOver || attempt.HasTimedOut)
            _breaker.Failed(reply.Reason);
        return reply;
    }
}
