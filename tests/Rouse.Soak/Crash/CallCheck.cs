using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Soak.Server;
using Rouse.Soak.Sip;

namespace Rouse.Soak.Crash;

/// <summary>
/// Calls those whose registrations have changed last before the kill: a phone that is registered is pushed, with the token that it gave
/// last, and none that is not.
/// </summary>
sealed class CallCheck(Population population, PushStub pushes, ISipPath path, RequestNumbers numbers)
{
    const int Registered = 4;
    const int Unregistered = 3;

    /// <summary>A push takes milliseconds; the rest is for machines that are busy.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Dictionary<string, Call> _calls = [];

    /// <summary>Pushes that had to come and came.</summary>
    public int Pushes { get; private set; }

    /// <summary>Calls to somebody of whom no phone is registered; they came to their end without a push.</summary>
    public int Silent { get; private set; }

    public async Task<List<Fault>> RunAsync()
    {
        path.Received = Receive;
        var calls = Choose().Select(aor => new Call(numbers.Next(), aor, path)).ToList();
        foreach (var call in calls)
        {
            lock (_calls)
                _calls[call.Id] = call;
            call.Invite();
        }
        var faults = await PushesAsync(calls);
        foreach (var call in calls.Where(call => !call.IsToNobody))
            call.Cancel();
        foreach (var call in calls)
            faults.AddRange(await EndAsync(call));
        return faults;
    }

    /// <summary>Pushes that came after their call was over count too.</summary>
    public List<Fault> TakeAll()
    {
        var faults = new List<Fault>();
        while (pushes.TryNext(out var push))
        {
            if (!_calls.TryGetValue(push.CallId, out var call))
                throw new ViolationException($"a push for a call that nobody made: {push}");
            if (call.Take(push.Token) is { } fault)
                faults.Add(fault);
        }
        return faults;
    }

    IEnumerable<Aor> Choose()
    {
        var aors = population.Aors.OrderByDescending(aor => aor.Lines.Max(line => line.ChangedAt)).ToList();
        return
        [
            .. aors.Where(aor => aor.Lines.Exists(line => line.Possible.All(state => state.Token > 0))).Take(Registered),
            .. aors.Where(aor => aor.Lines.TrueForAll(line => line.Possible.All(state => !state.IsBound))).Take(Unregistered),
        ];
    }

    async Task<List<Fault>> PushesAsync(List<Call> calls)
    {
        var faults = TakeAll();
        while (!calls.TrueForAll(call => call.HasAll) && await pushes.ArrivedAsync(Patience))
            faults.AddRange(TakeAll());
        foreach (var call in calls)
        {
            call.Learn();
            Pushes += call.Pushes;
            faults.AddRange(call.Missing());
        }
        return faults;
    }

    async Task<List<Fault>> EndAsync(Call call)
    {
        try
        {
            var status = await call.Answered.WaitAsync(Patience);
            Silent += call.IsToNobody ? 1 : 0;
            return call.IsToNobody == status is 480 or 404 ? [] : [Bad(call, $"was answered {status}")];
        }
        catch (TimeoutException)
        {
            return [Bad(call, "had no answer")];
        }
    }

    static Fault Bad(Call call, string what) => new(FaultKind.Wrong, call.Aor, null, $"a call to {call.Aor.User} {what}");

    void Receive(SipResponse response)
    {
        Call? call;
        lock (_calls)
            _calls.TryGetValue(Encoding.ASCII.GetString(response.CallId), out call);
        call?.Receive(response);
    }
}
