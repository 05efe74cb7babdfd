using System.Threading.Channels;

namespace Rouse.Sandbox.Tests.Devices;

/// <summary>A phone that is connected to the sandbox.</summary>
internal sealed class Device : IAsyncDisposable
{
    private readonly Channel<AcceptedPush> _pushes = Channel.CreateUnbounded<AcceptedPush>();
    private readonly CancellationTokenSource _leaving = new();
    private readonly SandboxServer _server;
    private readonly Task _receiving;

    private Device(SandboxServer server, string token)
    {
        _server = server;
        _receiving = ReceiveAsync(token);
    }

    public static async Task<Device> Connect(SandboxServer server, string token)
    {
        var before = server.ConnectedDevices;
        var device = new Device(server, token);
        await Until(() => server.ConnectedDevices > before || device._receiving.IsFaulted);
        return device;
    }

    /// <summary>The next push.</summary>
    public Task<AcceptedPush> Next() => _pushes.Reader.ReadAsync().Soon();

    /// <summary>Whether no more pushes come, because the sandbox has stopped.</summary>
    public async Task<bool> HasEnded() => !await _pushes.Reader.WaitToReadAsync().Soon();

    /// <summary>Disconnects, and waits until the sandbox knows.</summary>
    public async ValueTask DisposeAsync()
    {
        var before = _server.ConnectedDevices;
        await _leaving.CancelAsync();
        if (!_receiving.IsCompletedSuccessfully)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _receiving).Soon();
            await Until(() => _server.ConnectedDevices < before);
        }
        _leaving.Dispose();
    }

    private async Task ReceiveAsync(string token)
    {
        await foreach (var push in SandboxDevice.ReceiveAsync(_server.Devices, token, _leaving.Token))
            _pushes.Writer.TryWrite(push);
        _pushes.Writer.Complete();
    }

    private static Task Until(Func<bool> isSo) => Task.Run(async () =>
    {
        while (!isSo())
            await Task.Yield();
    }).Soon();
}
