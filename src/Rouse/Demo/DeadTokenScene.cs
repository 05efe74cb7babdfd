using Rouse.Rendering;
using Rouse.Server.Timelines;

namespace Rouse.Demo;

/// <summary>A call to a phone that no push reaches any more is answered at once, not at the end of the ring window.</summary>
sealed class DeadTokenScene(DemoStage stage, TimeProvider time)
{
    /// <summary>What a caller takes for at once; own decision. The ring window is 90 s.</summary>
    static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    /// <summary>What Apple says of the token of an app that was removed.</summary>
    const string Removed = "410 Unregistered";

    public async Task PlayAsync(CancellationToken cancellation)
    {
        var (alice, carol) = (stage.AliceAndroid, stage.CarolIphone);
        stage.Headline("3. A call to a phone whose push token is dead");
        await carol.App.RegisterAsync(cancellation);
        await stage.FallsAsleepAsync(carol, cancellation);
        stage.Tell("carol's phone registers and falls asleep; then its app is removed, so its token is dead");

        var began = time.GetTimestamp();
        await using var call = await alice.App.CallAsync(DemoStage.Carol);
        stage.Tell("alice calls carol");
        var status = await call.FinalStatusAsync(cancellation);
        var waited = time.GetElapsedTime(began);
        if (status != 480 || waited > AtOnce)
            throw new DemoException($"alice should have heard 480 at once; she heard {status} after {LocalTime.Show(waited)}");
        stage.Tell($"alice hears 480 after {LocalTime.Show(waited)}: nobody waits for a phone that cannot be woken");
        Check(await stage.ShowTimelineAsync(call.CallId, cancellation));
    }

    /// <summary>480 has other causes, too.</summary>
    /// <exception cref="DemoException">It was another one.</exception>
    public static void Check(TimelineRecord timeline)
    {
        if (!timeline.Verdict.Contains(Removed, StringComparison.Ordinal))
            throw new DemoException($"Apple's {Removed} should have been the reason; the server says: {timeline.Verdict}");
    }
}
