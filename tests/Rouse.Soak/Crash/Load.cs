using System.Diagnostics;
using Rouse.Protocol.Sip;
using Rouse.Soak.Server;

namespace Rouse.Soak.Crash;

/// <summary>
/// The REGISTERs of one life of the server: as many as it takes, a fixed number always under way. Every answer goes into the model.
/// </summary>
/// <param name="population">Who registers.</param>
/// <param name="random">Of all choices.</param>
/// <param name="life">Which life of the server it is.</param>
/// <param name="authenticates">Whether the server challenges.</param>
/// <param name="numbers">Of requests, over all lives.</param>
sealed class Load(Population population, Random random, int life, bool authenticates, RequestNumbers numbers)
{
    /// <summary>Under way at once: enough that commits have company, and many are in flight when the server dies.</summary>
    const int Window = 64;

    /// <summary>One request in seven is followed by another of the same phone before its answer.</summary>
    const int Haste = 7;

    readonly Lock _lock = new();
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly Dictionary<long, Registration> _inFlight = [];
    bool _isStopped;

    public bool Authenticates => authenticates;

    public int Acknowledged { get; private set; }

    /// <summary>503: the server cannot write now.</summary>
    public int PutOff { get; private set; }

    /// <summary>Called once, in the moment in which this answer has arrived.</summary>
    public (int Count, Action Act)? When { get; init; }

    public ViolationException? Violation { get; private set; }

    /// <summary>Sends first what has had no answer in the last life, exactly as it was sent.</summary>
    public void Start(IEnumerable<Registration> repeated)
    {
        foreach (var path in population.Paths)
            path.Received = Receive;
        lock (_lock)
        {
            foreach (var sent in repeated)
                Send(sent, "sent again");
            while (_inFlight.Count < Window)
                SendNext();
        }
    }

    /// <summary>Sends no more; answers still count.</summary>
    public void Stop()
    {
        lock (_lock)
            _isStopped = true;
    }

    /// <summary>The server is dead and all its answers are read: what has none may be done or not. Returns those.</summary>
    public IReadOnlyList<Registration> Settle()
    {
        lock (_lock)
        {
            Registration[] unanswered = [.. _inFlight.Values.OrderBy(sent => sent.Number)];
            foreach (var sent in unanswered)
            {
                if (sent.Kind == RegisterKind.RemoveAll)
                    sent.Line.Aor.AllOrNothing = [.. sent.Line.Aor.Lines.Where(line => line.Possible.All(state => state.IsBound))];
                Doubt(sent, "killed");
            }
            _inFlight.Clear();
            return unanswered;
        }
    }

    void SendNext()
    {
        var line = population.Lines[random.Next(population.Lines.Count)];
        while (!IsIdle(line))
            line = population.Lines[random.Next(population.Lines.Count)];
        SendFrom(line);
        for (var i = 0; i < 2 && !authenticates && line.Aor.RemovesAll is null && random.Next(Haste) == 0; i++)
            SendFrom(line);
    }

    static bool IsIdle(Line line) =>
        line.Pending.Count == 0 && line.Aor.RemovesAll is null && line.Possible.All(state => state.Contact == line.Latest.Contact);

    void SendFrom(Line line)
    {
        var kind = RegisterChoice.Next(line, random);
        if (kind == RegisterKind.RemoveAll && line.Aor.Lines.Exists(other => other.Pending.Count > 0))
            kind = RegisterKind.Remove;
        var after = RegisterChoice.After(kind, line, random);
        var sent = new Registration(numbers.Next(), line, kind, line.Latest, after) { CSeq = ++line.CSeq };
        if (kind == RegisterKind.RemoveAll)
            line.Aor.RemovesAll = sent;
        Send(sent, "sent");
    }

    void Send(Registration sent, string note)
    {
        _inFlight[sent.Number] = sent;
        sent.Line.Pending.Add(sent);
        Put(sent, note);
    }

    void Put(Registration sent, string note)
    {
        sent.Line.Aor.Note(life, _clock.Elapsed, sent, note);
        sent.Line.Path.Send(RegisterText.Write(sent));
    }

    void Receive(SipResponse response)
    {
        if (!response.TryGetTopVia(out var via) || RegisterText.NumberOf(via.Branch.Span) is not (> 0 and var number))
            return;
        lock (_lock)
        {
            if (!_inFlight.TryGetValue(number, out var sent) || response.Status < 200)
                return;
            if (response.Status == 401 && authenticates && sent.Credentials is null)
            {
                Authenticate(sent, response);
                return;
            }
            _inFlight.Remove(number);
            Answered(sent, response);
            while (!_isStopped && _inFlight.Count < Window)
                SendNext();
        }
    }

    void Answered(Registration sent, SipResponse response)
    {
        sent.Line.Aor.Note(life, _clock.Elapsed, sent, $"answered {response}");
        if (response.Status == 200)
        {
            Acknowledge(sent);
            Acknowledged++;
            if (When is { } moment && moment.Count == Acknowledged)
                moment.Act();
        }
        else if (response.Status == 503)
        {
            PutOff++;
            Doubt(sent, "put off");
        }
        else
        {
            Violation ??= new($"{sent.Kind} answered {response}\n{string.Join('\n', sent.Line.Aor.HistoryOf(sent.Line))}");
            _isStopped = true;
        }
    }

    static void Acknowledge(Registration sent)
    {
        sent.Line.Acknowledge(sent);
        if (sent.Kind != RegisterKind.RemoveAll)
            return;
        sent.Line.Aor.RemovesAll = null;
        foreach (var line in sent.Line.Aor.Lines)
            line.Know(ContactState.None, sent.Number);
    }

    void Doubt(Registration sent, string note)
    {
        var aor = sent.Line.Aor;
        aor.Note(life, _clock.Elapsed, sent, note);
        if (sent.Kind == RegisterKind.RemoveAll)
        {
            aor.RemovesAll = null;
            foreach (var line in aor.Lines)
                line.Possible.Add(ContactState.None);
        }
        sent.Line.Doubt(sent);
    }

    void Authenticate(Registration sent, SipResponse challenge)
    {
        if (_isStopped)
            return;
        var user = sent.Line.Aor.User;
        var header = challenge.Headers.First(HeaderName.WwwAuthenticate).Span;
        if (!DigestAnswer.TryWrite(
            header, user, ServerFolder.Password, "REGISTER", $"sip:{ServerFolder.Domain}", $"{sent.Number}", out var credentials))
            throw new InvalidOperationException("a challenge that cannot be answered");
        var answer = sent with { Number = numbers.Next(), CSeq = ++sent.Line.CSeq, Credentials = credentials };
        _inFlight.Remove(sent.Number);
        _inFlight[answer.Number] = answer;
        sent.Line.Pending[sent.Line.Pending.IndexOf(sent)] = answer;
        if (sent.Line.Aor.RemovesAll == sent)
            sent.Line.Aor.RemovesAll = answer;
        Put(answer, "sent with credentials");
    }
}

/// <summary>Numbers of requests: each once in a run.</summary>
sealed class RequestNumbers
{
    long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
