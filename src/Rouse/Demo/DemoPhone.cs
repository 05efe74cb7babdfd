using System.Text.Json;
using Rouse.Sandbox;
using Rouse.Sandbox.Softphones;

namespace Rouse.Demo;

/// <summary>A phone of the demo: the app, which sleeps, and the operating system, which does not and takes its pushes.</summary>
sealed class DemoPhone(SoftphoneSettings settings, string pushToken, Uri devices, TimeProvider time) : IAsyncDisposable
{
    readonly CancellationTokenSource _switchedOff = new();
    Task<AcceptedPush> _push = Task.FromException<AcceptedPush>(new InvalidOperationException("the phone has not slept"));

    public Softphone App { get; } = new(settings, time);

    /// <summary>What its microphone hears, in Hz.</summary>
    public int ToneHertz => settings.ToneHertz;

    /// <summary>The app is suspended: its connection closes. From now on a push can come.</summary>
    public async Task FallAsleepAsync()
    {
        _push = NextPushAsync();
        await App.FallAsleepAsync();
    }

    /// <summary>The push that came since the phone fell asleep; waits for it.</summary>
    /// <param name="token">Ends when the wait does.</param>
    /// <exception cref="DemoException">None came.</exception>
    public async Task<AcceptedPush> PushedAsync(CancellationToken token)
    {
        try
        {
            return await _push.WaitAsync(settings.Patience, time, token);
        }
        catch (TimeoutException)
        {
            throw new DemoException($"{settings.User}'s phone waited {settings.Patience.TotalSeconds:0.#} s for a push in vain");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _switchedOff.CancelAsync();
        await ((Task)_push).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await App.DisposeAsync();
        _switchedOff.Dispose();
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
