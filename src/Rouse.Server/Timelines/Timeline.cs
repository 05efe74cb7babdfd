using Rouse.Protocol.Sip;

namespace Rouse.Server.Timelines;

/// <summary>
/// What happened in one exchange that is under way, in order. Written by the exchange, read by whoever asks why a phone did (not) ring:
/// the one thing of an exchange that other threads see.
/// </summary>
sealed class Timeline
{
    /// <summary>Twelve phones that all come back several times need fewer; what a phone repeats without end is counted only.</summary>
    public const int MaxSteps = 250;

    /// <summary>How it ended is told also when it was told at length how it went.</summary>
    const int MaxLastSteps = 50;

    readonly Lock _lock = new();
    // An answered call has six.
    readonly List<Step> _steps = new(6);
    int _phones;
    int _dropped;
    bool _wasPushed;
    int _isQueued;

    /// <summary>What was received.</summary>
    public required SipRequest Request { get; init; }

    /// <summary>Its place among all timelines: later ones have higher numbers, after a restart too.</summary>
    public required long Number { get; init; }

    /// <summary>When the request came.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The same as a timestamp (<see cref="TimeProvider"/>).</summary>
    public required long Timestamp { get; init; }

    /// <summary>Whether what may name people is left out.</summary>
    public required bool Privacy { get; init; }

    /// <summary>Its place among those under way; null when it is not among them. The ring's.</summary>
    public LinkedListNode<Timeline>? Place { get; set; }

    /// <summary>Keeps what woke a phone; null where nothing outlives the process.</summary>
    public TimelineStore? Store { get; init; }

    /// <summary>Whether a push was sent.</summary>
    public bool WasPushed => Volatile.Read(ref _wasPushed);

    /// <summary>Gives a phone its number in this timeline, from 1.</summary>
    public int AddPhone()
    {
        lock (_lock)
            return ++_phones;
    }

    /// <summary>A challenge is no end of anything: the same request comes again with its proof.</summary>
    public bool IsChallenged => Last is { Kind: StepKind.Final, Phone: 0, Status: 401 or 407 };

    /// <summary>
    /// Whether it is about a user that exists: a phone was found, or none is registered (480). Else somebody was refused.
    /// </summary>
    public bool IsOfUser => _phones > 0 || Last is { Kind: StepKind.Final, Status: 480 };

    Step Last
    {
        get
        {
            lock (_lock)
                return _steps.Count == 0 ? default : _steps[^1];
        }
    }

    public void Add(Step step)
    {
        Append(step);
        if (step.Kind == StepKind.PushSent)
            Volatile.Write(ref _wasPushed, true);
        // What an operator would miss if the server died now.
        if (WasPushed && step.Kind is StepKind.PushSent or StepKind.PushAnswered or StepKind.Final)
            Store?.Put(this);
    }

    /// <summary>Whether it is not on its way to the disk already; then it is now.</summary>
    public bool TryQueue() => Interlocked.Exchange(ref _isQueued, 1) == 0;

    /// <summary>Steps from now on are not in what is on its way.</summary>
    public void Unqueue() => Volatile.Write(ref _isQueued, 0);

    void Append(Step step)
    {
        lock (_lock)
        {
            if (IsRepeated(step))
                return;
            if (_steps.Count < MaxSteps || (IsLast(step.Kind) && _steps.Count < MaxSteps + MaxLastSteps))
                // A response is large, and of most of them nothing is kept.
                _steps.Add(step.Detail is SipResponse ? step.Kept(Privacy) : step);
            else
                _dropped++;
        }
    }

    /// <summary>How many phones there are so far, and how many steps beside those that <paramref name="steps"/> gets.</summary>
    public (int Phones, int Dropped) Read(List<Step> steps)
    {
        lock (_lock)
        {
            steps.AddRange(_steps);
            return (_phones, _dropped);
        }
    }

    // A phone repeats its 200 until the ACK is there; only what it says for the first time since it got the request is news.
    bool IsRepeated(Step step)
    {
        if (step.Kind is not (StepKind.Response or StepKind.HungUp or StepKind.Final))
            return false;
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var earlier = _steps[i];
            if (earlier.Phone != step.Phone)
                continue;
            if (earlier.Kind == step.Kind && earlier.Status == step.Status)
                return true;
            if (earlier.Kind == StepKind.Sent)
                return false;
        }
        return false;
    }

    static bool IsLast(StepKind kind) =>
        kind is StepKind.Final or StepKind.CallerCancelled or StepKind.GivenUp or StepKind.CancelSent or StepKind.Failed;
}
