using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rouse.Soak.Server;

/// <summary>A push that the server sent.</summary>
readonly record struct ReceivedPush(string Token, string CallId);

/// <summary>The push service: takes <c>GET /TOKEN/CALL-ID</c> and answers 200. It outlives every server.</summary>
sealed class PushStub : IAsyncDisposable
{
    static readonly byte[] Taken = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentQueue<ReceivedPush> _pushes = new();
    readonly SemaphoreSlim _arrived = new(0);
    readonly Task _accepting;

    public PushStub()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>With the placeholders of <c>[push.http] url</c>.</summary>
    public string Url => $"http://{_listener.LocalEndpoint}/{{token}}/{{call-id}}";

    public bool TryNext(out ReceivedPush push) => _pushes.TryDequeue(out push);

    /// <summary>Waits for a push that was not waited for before; false: none came.</summary>
    public Task<bool> ArrivedAsync(TimeSpan patience) => _arrived.WaitAsync(patience);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        _arrived.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                // Stopped.
            }
        }
    }

    async Task AnswerAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var lines = new StreamReader(stream, Encoding.ASCII);
            while (await lines.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line.StartsWith("GET /", StringComparison.Ordinal))
                    Take(line.Split(' ')[1]);
                else if (line.Length == 0)
                    await stream.WriteAsync(Taken, _stop.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The server was killed, or we stop.
        }
    }

    void Take(string path)
    {
        var parts = path.Split('/');
        _pushes.Enqueue(new ReceivedPush(Uri.UnescapeDataString(parts[1]), Uri.UnescapeDataString(parts[2])));
        _arrived.Release();
    }
}
