using System.Runtime.InteropServices;

namespace Rouse.Commands;

/// <summary>SIGHUP: asks for a reload, and no longer ends the process. One that came before the server was ready is remembered.</summary>
sealed class ReloadSignal : IDisposable
{
    readonly PosixSignalRegistration? _registration;
    readonly Lock _lock = new();
    Action? _reload;
    bool _isAsked;

    public ReloadSignal()
    {
        // Windows has none: there it is a closed window, which ends the program.
        if (!OperatingSystem.IsWindows())
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ask);
    }

    /// <summary>Who reloads from now on; asked at once if a signal has come.</summary>
    public void Connect(Action reload)
    {
        lock (_lock)
        {
            _reload = reload;
            if (!_isAsked)
                return;
        }
        reload();
    }

    public void Dispose() => _registration?.Dispose();

    void Ask(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Action? reload;
        lock (_lock)
        {
            _isAsked = true;
            reload = _reload;
        }
        reload?.Invoke();
    }
}
