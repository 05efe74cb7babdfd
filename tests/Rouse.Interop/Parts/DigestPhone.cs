using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Rouse.Interop.Parts;

/// <summary>A phone that only registers, over UDP, with the digest algorithm of the test (RFC 7616); none of it is Rouse's code.</summary>
internal sealed class DigestPhone(RouseProcess rouse, string user) : IAsyncDisposable
{
    private readonly UdpClient _socket = new(rouse.Address, rouse.Port);
    private readonly string _callId = Guid.NewGuid().ToString("N");
    private int _cseq;

    public string Password { get; init; } = RouseProcess.Password(user);

    /// <summary>REGISTER, the challenge, REGISTER with credentials: the answer to that, and how long it took.</summary>
    public async Task<RegisterAnswer> Registers(string algorithm = "MD5")
    {
        await Send("");
        var challenge = await Receive();
        Assert.StartsWith("SIP/2.0 401", challenge, StringComparison.Ordinal);
        var offer = challenge.Split("\r\n").Single(line => line.StartsWith("WWW-Authenticate:", StringComparison.Ordinal)
            && line.Contains($"algorithm={algorithm}", StringComparison.Ordinal));
        var waited = Stopwatch.StartNew();
        await Send($"Authorization: {Proof(offer, algorithm)}\r\n");
        var answer = await Receive();
        var retryAfter = Regex.Match(answer, @"\r\nRetry-After: (\d+)\r\n").Groups[1].Value;
        return new RegisterAnswer(int.Parse(answer.Split(' ')[1]), retryAfter, waited.Elapsed);
    }

    /// <summary>H(text), hexadecimal.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what SIP phones speak (RFC 3261 §22.4).")]
    public static string Hash(string text, string algorithm)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(algorithm == "SHA-256" ? SHA256.HashData(bytes) : MD5.HashData(bytes));
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Proof(string offer, string algorithm)
    {
        string Parameter(string name) => Regex.Match(offer, $"{name}=\"([^\"]*)").Groups[1].Value;
        var (realm, nonce, uri) = (Parameter("realm"), Parameter("nonce"), $"sip:{RouseProcess.Domain}");
        var ha1 = Hash($"{user}:{realm}:{Password}", algorithm);
        var response = Hash($"{ha1}:{nonce}:00000001:c1:auth:{Hash($"REGISTER:{uri}", algorithm)}", algorithm);
        return $"Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm={algorithm}, "
            + $"qop=auth, nc=00000001, cnonce=\"c1\", response=\"{response}\"";
    }

    private async Task Send(string header)
    {
        var local = _socket.Client.LocalEndPoint;
        var text = $"REGISTER sip:{RouseProcess.Domain} SIP/2.0\r\nVia: SIP/2.0/UDP {local};rport;branch=z9hG4bK{Guid.NewGuid():N}\r\n"
            + $"From: <sip:{user}@{RouseProcess.Domain}>;tag=t{++_cseq}\r\nTo: <sip:{user}@{RouseProcess.Domain}>\r\n"
            + $"Call-ID: {_callId}\r\nCSeq: {_cseq} REGISTER\r\nContact: <sip:{user}@{local}>\r\nMax-Forwards: 70\r\nExpires: 600\r\n"
            + $"{header}Content-Length: 0\r\n\r\n";
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text));
    }

    private async Task<string> Receive()
    {
        using var patience = new CancellationTokenSource(EventLog<string>.Patience);
        return Encoding.UTF8.GetString((await _socket.ReceiveAsync(patience.Token)).Buffer);
    }
}

/// <param name="Status">Of the final response.</param>
/// <param name="RetryAfter">Empty without one.</param>
/// <param name="After">From the request to the response.</param>
internal sealed record RegisterAnswer(int Status, string RetryAfter, TimeSpan After);
