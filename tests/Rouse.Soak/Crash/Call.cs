using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Soak.Server;
using Rouse.Soak.Sip;

namespace Rouse.Soak.Crash;

/// <summary>One call to an address of record, and the pushes that it must cause.</summary>
sealed class Call
{
    readonly TaskCompletionSource<int> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly long _number;
    readonly ISipPath _path;
    readonly Dictionary<Line, HashSet<int>> _allowed;
    readonly HashSet<Line> _pushed = [];

    public Call(long number, Aor aor, ISipPath path)
    {
        _number = number;
        _path = path;
        Aor = aor;
        _allowed = aor.Lines.ToDictionary(line => line, line => line.Possible.Select(state => state.Token).ToHashSet());
    }

    public Aor Aor { get; }

    public string Id => $"call-{_number}";

    /// <summary>Its final status.</summary>
    public Task<int> Answered => _answered.Task;

    /// <summary>Whether a push has come for every phone that has a token.</summary>
    public bool HasAll => _allowed.All(pair => pair.Value.Contains(0) || _pushed.Contains(pair.Key));

    /// <summary>Whether nobody is there to be called.</summary>
    public bool IsToNobody => Aor.Lines.TrueForAll(line => line.Possible.All(state => !state.IsBound));

    public int Pushes => _pushed.Count;

    public void Invite() => _path.Send(Write("INVITE", "", "Contact: <sip:caller@127.0.0.1>\r\n"));

    public void Cancel() => _path.Send(Write("CANCEL", "", ""));

    public void Receive(SipResponse response)
    {
        response.TryGetCSeq(out var cseq);
        if (!cseq.Method.SequenceEqual("INVITE"u8) || response.Status < 200)
            return;
        _path.Send(Write("ACK", $";tag={Encoding.ASCII.GetString(response.ToTag)}", ""));
        _answered.TrySetResult(response.Status);
    }

    /// <summary>A push has come for this call; null if that is right.</summary>
    public Fault? Take(string token)
    {
        if (Aor.Lines.Find(line => line.IsItsToken(token)) is not { } line)
            return new(FaultKind.Push, Aor, null, $"a call to {Aor.User} pushed {token}");
        var tokens = _allowed[line];
        if (!tokens.Any(version => version > 0 && line.TokenOf(version) == token))
        {
            var kind = tokens.Max() == 0 ? FaultKind.Resurrected : FaultKind.Push;
            return new(kind, Aor, line, $"line {line.Number} was pushed with {token}, but its tokens are {string.Join(" or ", tokens)}");
        }
        return _pushed.Add(line) ? null : new(FaultKind.Push, Aor, line, $"line {line.Number} got two pushes for one call");
    }

    /// <summary>What is known now of the tokens.</summary>
    public void Learn()
    {
        foreach (var line in _pushed)
            line.Possible.RemoveWhere(state => state.Token == 0);
    }

    public IEnumerable<Fault> Missing() =>
        from pair in _allowed
        where !pair.Value.Contains(0) && !_pushed.Contains(pair.Key)
        select new Fault(
            FaultKind.Push, Aor, pair.Key, $"line {pair.Key.Number} was not pushed, its tokens are {string.Join(" or ", pair.Value)}");

    byte[] Write(string method, string toTag, string contact)
    {
        var aor = $"sip:{Aor.User}@{ServerFolder.Domain}";
        return Encoding.ASCII.GetBytes(
            $"{method} {aor} SIP/2.0\r\nVia: SIP/2.0/{_path.Transport} {_path.Local};branch=z9hG4bK-{_number};rport\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:caller@{ServerFolder.Domain}>;tag={_number}\r\nTo: <{aor}>{toTag}\r\nCall-ID: {Id}\r\nCSeq: 1 {method}\r\n"
            + $"{contact}Content-Length: 0\r\n\r\n");
    }
}
