using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Rouse.Sandbox.Tests;

internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Reset = 3,
    Settings = 4,
    GoAway = 7,
    WindowUpdate = 8,
}

internal sealed record Frame(FrameType Type, byte Flags, int Stream, byte[] Payload)
{
    public string Text => Encoding.UTF8.GetString(Payload);
}

/// <summary>HTTP/2 frames by hand (RFC 9113 §4): says what an HTTP client would not say, and sees what it would hide.</summary>
internal sealed class RawHttp2 : IAsyncDisposable
{
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    private readonly TcpClient _tcp;
    private readonly SslStream _tls;
    private int _lastStream = -1;

    private RawHttp2(TcpClient tcp, SslStream tls) => (_tcp, _tls) = (tcp, tls);

    public static async Task<RawHttp2> Connect(SandboxServer server, Uri service)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(service.Host, service.Port);
        var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = service.Host,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, shown, _, _) => server.Certificate.Equals(shown),
            EnabledSslProtocols = SslProtocols.None,
        });
        var raw = new RawHttp2(tcp, tls);
        await tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await raw.Write(FrameType.Settings, 0, 0, []);
        return raw;
    }

    /// <summary>Sends a whole request and returns its stream.</summary>
    public async Task<int> Send(IEnumerable<(string Name, string Value)> headers, byte[] body)
    {
        _lastStream += 2;
        await Write(FrameType.Headers, EndHeaders, _lastStream, [.. headers.SelectMany(Literal)]);
        await Write(FrameType.Data, EndStream, _lastStream, body);
        return _lastStream;
    }

    /// <summary>The next frame of this type; null when the server has closed the connection.</summary>
    public async Task<Frame?> Next(FrameType type)
    {
        while (await Read() is { } frame)
        {
            if (frame.Type == type)
                return frame;
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _tls.DisposeAsync();
        _tcp.Dispose();
    }

    // Literal Header Field never Indexed (RFC 7541 §6.2.3), plain strings; lengths of 127 and more continue in a second octet (§5.1).
    private static IEnumerable<byte> Literal((string Name, string Value) header) =>
        [0x10, .. Text(header.Name), .. Text(header.Value)];

    private static byte[] Text(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length < 127)
            return [(byte)bytes.Length, .. bytes];
        var rest = bytes.Length - 127;
        return rest < 128 ? [127, (byte)rest, .. bytes] : [127, (byte)(rest % 128 + 128), (byte)(rest / 128), .. bytes];
    }

    private async Task Write(FrameType type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | (byte)type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await _tls.WriteAsync(frame);
    }

    private async Task<Frame?> Read()
    {
        var head = new byte[9];
        if (await _tls.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) < head.Length)
            return null;
        var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
        await _tls.ReadExactlyAsync(payload);
        return new((FrameType)head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }
}
