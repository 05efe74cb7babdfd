using System.Diagnostics;
using System.Globalization;
using Rouse.Soak.Server;

namespace Rouse.Soak.Others;

/// <summary>Fifty REGISTERs a second of phones that do nothing wrong, each pair from another port; every one must be answered.</summary>
sealed class Bystanders(ServerFolder folder) : IAsyncDisposable
{
    public const int Users = 100;
    public const int RegistersPerSecond = 50;

    readonly CancellationTokenSource _stop = new();
    readonly Lock _lock = new();
    readonly List<Registered> _done = [];
    Task _running = Task.CompletedTask;
    int _number;

    public static IEnumerable<string> UserNames => Enumerable.Range(0, Users).Select(NameOf);

    public void Start() => _running = RunAsync();

    /// <summary>What was done since the last time, when all that is under way has ended.</summary>
    public async Task<BystanderFigures> FinishAsync()
    {
        await _stop.CancelAsync();
        await _running;
        lock (_lock)
            return new BystanderFigures([.. _done]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    async Task RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var begun = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            // Each phone sends two. A machine that is busy makes it late, never fewer.
            for (; begun.Count < clock.Elapsed.TotalSeconds * RegistersPerSecond / 2; _number++)
                begun.Add(RegisterAsync(_number));
            await Task.Delay(10);
        }
        await Task.WhenAll(begun);
    }

    async Task RegisterAsync(int number)
    {
        using var phone = new Bystander(number, NameOf(number % Users), folder.Sip);
        var went = await phone.RegisterAsync();
        lock (_lock)
            _done.AddRange(went);
    }

    static string NameOf(int number) => $"other{number}";
}

/// <summary>How they were served.</summary>
sealed record BystanderFigures(IReadOnlyList<Registered> All)
{
    readonly TimeSpan[] _times = [.. All.Select(static each => each.Took).Order()];

    /// <summary>Neither challenged nor registered.</summary>
    public int Unserved => All.Count(static each => each.Status is not (200 or 401));

    public int MostTransmissions => All.Count == 0 ? 0 : All.Max(static each => each.Transmissions);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{All.Count} REGISTERs of others, {Unserved} unserved, {All.Count(static each => each.Transmissions > 1)} sent again, "
        + $"at most {MostTransmissions} times; 50 % within {At(0.5)} ms, 99 % within {At(0.99)} ms, all within {At(1)} ms");

    string At(double share) => _times.Length == 0
        ? "-"
        : _times[Math.Min(_times.Length - 1, (int)(_times.Length * share))].TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
