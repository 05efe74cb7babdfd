using Rouse.Demo;
using Rouse.Sandbox.Softphones;

namespace Rouse.Server.Tests.Demo;

/// <summary>A server as the demo starts it, and softphones for it.</summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly DemoFolder _folder = new("alice", "bob", "carol");
    readonly ServerProcess _process;

    RunningServer() => _process = ServerProcess.Start([Path.Combine(AppContext.BaseDirectory, "rouse")], _folder.Path, TimeProvider.System);

    public DemoServer Server { get; private set; } = null!;

    public DemoFolder Folder => _folder;

    public static async Task<RunningServer> StartAsync()
    {
        var running = new RunningServer();
        running.Server = await running._process.ReadyAsync(CancellationToken.None);
        return running;
    }

    public Softphone Phone(string user, int toneHertz = 440, string? password = null) => new(
        new SoftphoneSettings
        {
            User = user,
            Domain = Server.Domain,
            Password = password ?? _folder.PasswordOf(user),
            Server = Server.Sip,
            ToneHertz = toneHertz,
        },
        TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
