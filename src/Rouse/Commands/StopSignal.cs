using System.Runtime.InteropServices;

namespace Rouse.Commands;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks for a clean stop, the second for one that waits for nothing, the third ends the process.
/// </summary>
sealed class StopSignal : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly CancellationTokenSource _atOnce = new();
    readonly PosixSignalRegistration[] _registrations;

    /// <param name="others">Signals that ask for it, too.</param>
    public StopSignal(params PosixSignal[] others)
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, .. others];
        _registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, Stop));
    }

    public CancellationToken Token => _stop.Token;

    /// <summary>Cancelled when somebody has lost patience.</summary>
    public CancellationToken AtOnce => _atOnce.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
        _atOnce.Dispose();
    }

    void Stop(PosixSignalContext signal)
    {
        var next = !_stop.IsCancellationRequested ? _stop : _atOnce;
        if (next.IsCancellationRequested)
            return;
        signal.Cancel = true;
        _ = next.CancelAsync();
    }
}
