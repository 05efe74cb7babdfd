using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Http;

/// <summary>What the server got.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>An HTTP/1.1 server (RFC 9112) on 127.0.0.1 that does to each request what the script says, one step a request.</summary>
internal sealed class ScriptedHttpServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<HttpStep> _script = new();
    private readonly Channel<ReceivedRequest> _received = Channel.CreateUnbounded<ReceivedRequest>();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private int _underWay;

    public ScriptedHttpServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Url = $"http://{_listener.LocalEndPoint}";
        _accepting = AcceptAsync();
    }

    public string Url { get; }

    /// <summary>Connections ever accepted.</summary>
    public int Connections => _connections.Count;

    /// <summary>Requests ever read.</summary>
    public int Requests { get; private set; }

    /// <summary>The most requests that were under way at once.</summary>
    public int Peak { get; private set; }

    public void Then(params ReadOnlySpan<HttpStep> steps)
    {
        foreach (var step in steps)
            _script.Enqueue(step);
    }

    /// <summary>The next request, in order of arrival.</summary>
    public Task<ReceivedRequest> Received() => _received.Reader.ReadAsync().AsTask().Soon();

    /// <summary>Accepts no more connections.</summary>
    public void Close() => _listener.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting.Soon();
        await Task.WhenAll(_connections).Soon();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptAsync(_closing.Token)));
        }
        catch (Exception e) when (IsEndOfConnection(e))
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                while (await ReadRequestAsync(stream) is { } request)
                {
                    var step = Begin(request);
                    await step(socket, _closing.Token);
                    End();
                }
            }
            catch (Exception e) when (IsEndOfConnection(e))
            {
            }
        }
    }

    private HttpStep Begin(ReceivedRequest request)
    {
        lock (_lock)
        {
            Requests++;
            Peak = Math.Max(Peak, ++_underWay);
        }
        _received.Writer.TryWrite(request);
        return _script.TryDequeue(out var step) ? step : HttpSteps.Answer(418, "the script has ended");
    }

    private void End()
    {
        lock (_lock)
            _underWay--;
    }

    private static bool IsEndOfConnection(Exception e) =>
        e is IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    private async Task<ReceivedRequest?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var octet = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(octet, _closing.Token) == 0)
                return null;
            head.Append((char)octet[0]);
        }
        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"))];
        await stream.ReadExactlyAsync(body, _closing.Token);
        var start = lines[0].Split(' ');
        return new(start[0], start[1], headers, Encoding.UTF8.GetString(body));
    }
}
