using Rouse.Soak.Server;
using Rouse.Soak.Sip;

namespace Rouse.Soak.Crash;

/// <summary>
/// Kills a server that is registering phones, starts it again, and compares what it has bound with what it had acknowledged; then calls
/// some of them. An acknowledged change is there, a request without an answer may be done or not.
/// </summary>
sealed class CrashSoak : IAsyncDisposable
{
    const int ShownFaults = 5;
    const int MostKills = 1_000_003;

    readonly SoakArguments _arguments;
    readonly PushStub _pushes = new();
    readonly RequestNumbers _numbers = new();
    readonly ServerFolder _folder;
    readonly Population _population;
    readonly UdpPath _caller;
    readonly Audit _audit;
    readonly CallCheck _calls;
    readonly CrashFigures _figures;
    IReadOnlyList<Registration> _unanswered = [];

    public CrashSoak(SoakArguments arguments)
    {
        _arguments = arguments;
        _folder = new ServerFolder(Population.Users, _pushes.Url);
        _population = new Population(_folder);
        _caller = new UdpPath(_folder.Sip);
        _audit = new Audit(_population);
        _calls = new CallCheck(_population, _pushes, _caller, _numbers);
        _figures = new CrashFigures(arguments.Seed, _audit, _calls);
    }

    /// <summary>0: every promise was kept; 1: one was not, and the report is printed.</summary>
    public async Task<int> RunAsync()
    {
        Console.WriteLine($"crash soak: {_arguments.Kills} kills, seed {_arguments.Seed}, {_folder.Path}");
        try
        {
            for (var life = 1; life <= _arguments.Kills; life++)
                await LiveAsync(life, new Random(unchecked((_arguments.Seed * MostKills) + life)));
            await using (var last = RouseProcess.Start(_folder, authenticates: false))
                await CheckAsync(last, callsToo: true);
            CheckLog();
        }
        catch (ViolationException violation)
        {
            Console.WriteLine($"VIOLATION in life {_figures.Kills + 1}: {violation.Message}");
            Console.WriteLine($"again: ./soak crash --kills {_arguments.Kills} --seed {_arguments.Seed}; data and log: {_folder.Path}");
            Console.WriteLine(_figures);
            return 1;
        }
        Console.WriteLine(_figures);
        if (!_arguments.Keeps)
            _folder.Delete();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        _population.Dispose();
        _caller.Dispose();
        await _pushes.DisposeAsync();
    }

    async Task LiveAsync(int life, Random random)
    {
        var authenticates = random.Next(4) == 0;
        var plan = KillPlan.Choose(random);
        await using (var server = RouseProcess.Start(_folder, authenticates))
        {
            if (plan.DuringStart is { } moment)
                await Task.Delay(moment);
            else
                await LiveAsync(server, plan, new(_population, random, life, authenticates, _numbers) { When = plan.AtAnswer(server) });
        }
        _figures.Killed(life);
    }

    async Task LiveAsync(RouseProcess server, KillPlan plan, Load load)
    {
        await CheckAsync(server, callsToo: !load.Authenticates);
        await _population.OpenAsync();
        load.Start(_unanswered.Where(sent => MayRepeat(sent, load)));
        await plan.WaitAsync();
        server.Kill();
        load.Stop();
        await server.ExitAsync();
        await _population.DrainAsync();
        _unanswered = load.Settle();
        _figures.Add(load, _unanswered.Count);
        if (load.Violation is { } violation)
            throw violation;
    }

    async Task CheckAsync(RouseProcess server, bool callsToo)
    {
        _figures.Restarted(await server.ReadyAsync());
        var faults = _audit.Run(await BindingQuery.AllAsync(_folder));
        if (faults.Count == 0 && callsToo)
            faults = await _calls.RunAsync();
        if (faults.Count == 0)
            return;
        _figures.Add(faults);
        throw new ViolationException($"{faults.Count} faults\n{string.Join("\n\n", faults.Take(ShownFaults))}");
    }

    // As a phone does that had no answer: the same bytes once more. Only the last of its requests, since an older one is out of order then;
    // nor one that names no instance: it replaces only what its phone believed to be bound.
    static bool MayRepeat(Registration sent, Load load) =>
        !load.Authenticates && sent.Credentials is null && sent.Kind != RegisterKind.RemoveAll && sent.CSeq == sent.Line.CSeq
        && sent.Line.Instance is not null
        && sent.Line.Aor.RemovesAll is null && sent.Number % 2 == 0;

    void CheckLog()
    {
        var errors = File.ReadLines(_folder.Log).Where(line => line.Split(' ', 4) is [_, _, "error", _]).Take(ShownFaults).ToList();
        if (errors.Count > 0)
            throw new ViolationException($"the server logged errors\n{string.Join('\n', errors)}");
    }
}
