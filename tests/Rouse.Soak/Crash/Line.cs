using Rouse.Soak.Sip;

namespace Rouse.Soak.Crash;

/// <summary>One phone at one address of record, and what the model knows of its binding.</summary>
sealed class Line(int number, Aor aor, ISipPath path, string? instance)
{
    int _version;

    public int Number { get; } = number;

    public Aor Aor { get; } = aor;

    public ISipPath Path { get; } = path;

    /// <summary><c>+sip.instance</c>; without it the token or the URI names the phone.</summary>
    public string? Instance { get; } = instance;

    public int CSeq { get; set; }

    /// <summary>What the server may have: one state, or several where an answer is missing.</summary>
    public HashSet<ContactState> Possible { get; } = [ContactState.None];

    /// <summary>Sent and not answered, in order.</summary>
    public List<Registration> Pending { get; } = [];

    /// <summary>What will be bound when all that was sent is applied.</summary>
    public ContactState Latest => Pending.Count > 0 ? Pending[^1].After : Possible.First();

    /// <summary>When its binding last changed, in numbers of registrations.</summary>
    public long ChangedAt { get; private set; }

    public int NewVersion() => ++_version;

    public string TokenOf(int version) => $"token-{Number}-{version}";

    public bool IsItsToken(string token) => token.StartsWith($"token-{Number}-", StringComparison.Ordinal);

    public string UserOf(int contact) => $"line{Number}v{contact}";

    /// <summary>The server said that it is done, and so is all that was sent before.</summary>
    public void Acknowledge(Registration registration)
    {
        var at = Pending.IndexOf(registration);
        if (at < 0)
            return;
        Pending.RemoveRange(0, at + 1);
        Know(registration.After, registration.Number);
    }

    public void Know(ContactState state, long at)
    {
        Possible.Clear();
        Possible.Add(state);
        ChangedAt = at;
    }

    /// <summary>Refused for now, or the server died: it may have been applied or not.</summary>
    public void Doubt(Registration registration)
    {
        Pending.Remove(registration);
        Possible.Add(registration.After);
        ChangedAt = registration.Number;
    }
}

/// <summary>An address of record and its phones.</summary>
sealed class Aor(string user)
{
    const int KeptSteps = 40;

    readonly Queue<(int Life, TimeSpan At, Registration? Registration, string Text)> _history = [];

    public string User { get; } = user;

    public List<Line> Lines { get; } = [];

    /// <summary>A <c>*</c> is under way: nobody else sends, so that the order is known.</summary>
    public Registration? RemovesAll { get; set; }

    /// <summary>The server died with a <c>*</c> under way: who was bound before. All of them are still, or none.</summary>
    public Line[] AllOrNothing { get; set; } = [];

    public void Note(string text) => Note(0, default, null, text);

    public void Note(int life, TimeSpan at, Registration? registration, string text)
    {
        if (_history.Count == KeptSteps)
            _history.Dequeue();
        _history.Enqueue((life, at, registration, text));
    }

    /// <summary>What happened to a phone here, or to all, for a report.</summary>
    public IEnumerable<string> HistoryOf(Line? line) =>
        from step in _history
        let sent = step.Registration
        where line is null || sent is null || sent.Line == line || sent.Kind == RegisterKind.RemoveAll
        select sent is null ? $"  {step.Text}" : $"  life {step.Life} {step.At.TotalMilliseconds,8:0.0} ms  {sent}  {step.Text}";
}
