using Microsoft.Extensions.Logging;
using Rouse.Configuration;
using Rouse.Server;

namespace Rouse.Stopping;

/// <summary>The end of a server: no new calls, then what is held or on its way has its time, then the rest is answered.</summary>
static partial class Drain
{
    /// <summary>For the last answers to be written; own decision.</summary>
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <param name="server">The server.</param>
    /// <param name="limit"><c>drain</c></param>
    /// <param name="time">Of the limit.</param>
    /// <param name="log">What was waited for, and what became of it.</param>
    /// <param name="atOnce">Nothing is waited for any more.</param>
    public static async Task RunAsync(RouseServer server, TimeSpan limit, TimeProvider time, ILogger log, CancellationToken atOnce)
    {
        server.StopTaking();
        var held = server.UnderWay;
        if (held == 0)
            return;
        LogWaiting(log, held, Duration.Format(limit));
        await WaitAsync(server.RestAsync(), limit, time, atOnce);
        var cut = server.CutShort();
        if (cut > 0)
            await WaitAsync(server.RestAsync(), LastWords, time, CancellationToken.None);
        LogEnded(log, Math.Max(0, held - cut), cut);
    }

    static async Task WaitAsync(Task rest, TimeSpan limit, TimeProvider time, CancellationToken atOnce)
    {
        try
        {
            await rest.WaitAsync(limit, time, atOnce);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
        }
    }

    [LoggerMessage(80, LogLevel.Information, "stopping: {Held} calls and messages have up to {Limit}; a second signal ends them at once")]
    static partial void LogWaiting(ILogger log, int held, string limit);

    [LoggerMessage(81, LogLevel.Information, "stopping: {Ended} came to their end, {Cut} were cut short with 503")]
    static partial void LogEnded(ILogger log, int ended, int cut);
}
