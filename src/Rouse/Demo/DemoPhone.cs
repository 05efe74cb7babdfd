using System.Text.Json;
using Rouse.Sandbox;
using Rouse.Sandbox.Softphones;

namespace Rouse.Demo;

/// <summary>A phone of the demo: the app, which sleeps, and the operating system, which does not and takes its pushes.</summary>
sealed class DemoPhone(SoftphoneSettings settings, string pushToken, Uri devices, TimeProvider time) : IAsyncDisposable
{
    /// <summary>What a phone's system takes to start an app, and often more; own decision. A push is answered sooner.</summary>
    static readonly TimeSpan StartTime = TimeSpan.FromMilliseconds(150);

    readonly CancellationTokenSource _switchedOff = new();
    Task<AcceptedPush>? _push;

    public Softphone App { get; } = new(settings, time);

    /// <summary>What its microphone hears, in Hz.</summary>
    public int ToneHertz => settings.ToneHertz;

    /// <summary>The app is suspended: its connection closes. From now on a push can come.</summary>
    public async Task FallAsleepAsync()
    {
        _push = NextPushAsync();
        await App.FallAsleepAsync();
    }

    /// <summary>Waits for a push, starts the app and lets it register.</summary>
    /// <returns>What woke it.</returns>
    /// <exception cref="DemoException">No push came since the phone fell asleep.</exception>
    public async Task<AcceptedPush> WakeUpAsync(CancellationToken cancellation)
    {
        var push = await PushedAsync(cancellation);
        await Task.Delay(StartTime, time, cancellation);
        await App.RegisterAsync(cancellation);
        return push;
    }

    public async ValueTask DisposeAsync()
    {
        await _switchedOff.CancelAsync();
        if (_push is Task push)
            await push.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await App.DisposeAsync();
        _switchedOff.Dispose();
    }

    async Task<AcceptedPush> PushedAsync(CancellationToken cancellation)
    {
        var push = _push ?? throw new InvalidOperationException($"{settings.User}'s phone has not slept");
        try
        {
            return await push.WaitAsync(settings.Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new DemoException($"{settings.User}'s phone waited {settings.Patience.TotalSeconds:0.#} s for a push in vain");
        }
    }

    async Task<AcceptedPush> NextPushAsync()
    {
        try
        {
            await foreach (var push in SandboxDevice.ReceiveAsync(devices, pushToken, _switchedOff.Token))
                return push;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            throw new DemoException($"{settings.User}'s phone lost the sandbox at {devices}: {failure.Message}");
        }
        throw new DemoException($"the sandbox at {devices} has ended");
    }
}
