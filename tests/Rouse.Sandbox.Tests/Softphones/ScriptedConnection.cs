using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Tests.Softphones;

/// <summary>The server's end of a softphone's connection: wire text in, wire text out.</summary>
internal sealed class ScriptedConnection(TcpClient client) : IDisposable
{
    private readonly SipFramer _framer = new();
    private readonly NetworkStream _stream = client.GetStream();
    private byte[] _pending = [];

    /// <summary>The next message, whose start line must match; <c>*</c> stands for anything.</summary>
    public async Task<SipMessage> ReceivesAsync(string startLine)
    {
        int length;
        while (_framer.Next(_pending, out length) != Protocol.Sip.Frame.Message)
            await ReadAsync(startLine);
        Assert.True(SipParser.TryParseFramed(_pending.AsMemory(0, length), out var message, out var defect), defect?.ToString());
        _pending = _pending[length..];
        Assert.Null(message is SipRequest request ? SipSyntax.Check(request) : SipSyntax.Check((SipResponse)message!));
        var first = Encoding.UTF8.GetString(message!.Bytes.Span).Split("\r\n")[0];
        Assert.Matches("^" + Regex.Escape(startLine).Replace("\\*", ".*", StringComparison.Ordinal) + "$", first);
        return message;
    }

    /// <summary>The next bytes, exactly these.</summary>
    public async Task ReceivesBytesAsync(string expected)
    {
        while (_pending.Length < expected.Length)
            await ReadAsync(expected);
        Assert.Equal(expected, Encoding.UTF8.GetString(_pending));
        _pending = [];
    }

    /// <summary>Wire text; line ends become CRLF, and Content-Length is added.</summary>
    public async Task SendsAsync(string head, string body = "")
    {
        var text = $"{head.ReplaceLineEndings("\n").TrimEnd()}\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\n\n";
        await SendsRawAsync(text.ReplaceLineEndings("\r\n") + body);
    }

    public async Task SendsRawAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    public Task AnswersAsync(SipMessage request, int status, string headers = "", string body = "", string tag = "server")
    {
        var to = Value(request, HeaderName.To) + (status == 100 || !request.ToTag.IsEmpty ? "" : $";tag={tag}");
        return SendsAsync(
            $"""
            SIP/2.0 {status} {SipStatus.Phrase(status)}
            Via: {Value(request, HeaderName.Via)}
            From: {Value(request, HeaderName.From)}
            To: {to}
            Call-ID: {Value(request, HeaderName.CallId)}
            CSeq: {Value(request, HeaderName.CSeq)}
            {headers}
            """,
            body);
    }

    /// <summary>The phone closes its end.</summary>
    public async Task ClosesAsync() => Assert.Equal(0, await _stream.ReadAsync(new byte[1]).Soon());

    public void Dispose() => client.Dispose();

    public static string Value(SipMessage message, HeaderName name) => Encoding.UTF8.GetString(message.Headers.First(name).Span);

    public static string[] Values(SipMessage message, HeaderName name)
    {
        var values = new List<string>();
        foreach (var value in message.Headers.Values(name))
            values.Add(Encoding.UTF8.GetString(value.Span));
        return [.. values];
    }

    public static string Body(SipMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    private async Task ReadAsync(string awaited)
    {
        var buffer = new byte[4096];
        var read = await _stream.ReadAsync(buffer).Soon();
        Assert.True(read > 0, $"the phone closed its connection; expected {awaited}");
        _pending = [.. _pending, .. buffer[..read]];
    }
}
