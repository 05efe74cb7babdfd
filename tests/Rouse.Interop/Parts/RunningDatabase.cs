namespace Rouse.Interop.Parts;

/// <summary>A database that is a program: it can be stopped, frozen and started again.</summary>
public abstract class RunningDatabase : DatabaseServer
{
    private PartProcess? _server;

    /// <summary>As which it runs; Debian's package has made it.</summary>
    private protected abstract string SystemUser { get; }

    private protected int Port { get; } = Ports.Free();

    private protected abstract string[] Command { get; }

    /// <summary>Ends it at once, in order, without waiting for its clients.</summary>
    private protected abstract int StopSignal { get; }

    public async Task Start()
    {
        var words = As(SystemUser, Command);
        _server = new PartProcess("server", Folder, words[0], words[1..]);
        await IsReady();
    }

    public async Task Stop()
    {
        Thaw();
        _server!.Signal(StopSignal);
        await _server.Exit(Patience);
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Every process of it: its connections stay open and nothing is answered.</summary>
    public void Freeze() => _server!.SignalTree(PartProcess.Stop);

    public void Thaw() => _server!.SignalTree(PartProcess.Continue);

    public sealed override async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await Run("root", "chown", SystemUser, Folder);
        await Install();
        await Start();
        await Fill();
    }

    public sealed override async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await Stop();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task Install();

    private protected abstract Task IsReady();

    private protected abstract Task Fill();
}
