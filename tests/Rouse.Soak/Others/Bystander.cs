using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Soak.Server;

namespace Rouse.Soak.Others;

/// <summary>How one REGISTER went.</summary>
/// <param name="Status">0: no final response before Timer F.</param>
/// <param name="Took">From the first transmission on.</param>
/// <param name="Transmissions">How often it was sent.</param>
readonly record struct Registered(int Status, TimeSpan Took, int Transmissions);

/// <summary>
/// A phone that does nothing wrong, at an address and port where none was before: it registers with its password, over UDP, and sends again
/// what is not answered (RFC 3261 §17.1.2).
/// </summary>
sealed class Bystander : IDisposable
{
    static readonly TimeSpan T1 = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan T2 = TimeSpan.FromSeconds(4);
    static readonly TimeSpan TimerF = 64 * T1;

    readonly int _number;
    readonly string _user;
    readonly IPEndPoint _server;
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    readonly byte[] _buffer = new byte[8_192];
    int _cseq;

    /// <param name="number">Of all; it chooses the address.</param>
    /// <param name="user">Who registers.</param>
    /// <param name="server">Where.</param>
    public Bystander(int number, string user, IPEndPoint server)
    {
        _number = number;
        _user = user;
        _server = server;
        _socket.Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)(1 + (number % 250))]), 0));
    }

    /// <summary>Without credentials, then with them: how both went.</summary>
    public async Task<IReadOnlyList<Registered>> RegisterAsync()
    {
        var (challenged, response) = await SendAsync(null);
        if (response is not { Status: 401 })
            return [challenged];
        var challenge = response.Headers.First(HeaderName.WwwAuthenticate).Span;
        if (!DigestAnswer.TryWrite(
            challenge, _user, ServerFolder.Password, "REGISTER", $"sip:{ServerFolder.Domain}", $"{_number}", out var credentials))
            throw new InvalidOperationException("a challenge that cannot be answered");
        var (registered, _) = await SendAsync(credentials);
        return [challenged, registered];
    }

    public void Dispose() => _socket.Dispose();

    async Task<(Registered How, SipResponse? Response)> SendAsync(string? credentials)
    {
        var request = Write(++_cseq, credentials);
        var clock = Stopwatch.StartNew();
        var transmissions = 0;
        for (var wait = T1; clock.Elapsed < TimerF; wait = wait * 2 < T2 ? wait * 2 : T2)
        {
            await _socket.SendToAsync(request, _server);
            transmissions++;
            if (await ReceiveAsync(TimerF - clock.Elapsed < wait ? TimerF - clock.Elapsed : wait) is { } response)
                return (new Registered(response.Status, clock.Elapsed, transmissions), response);
        }
        return (new Registered(0, clock.Elapsed, transmissions), null);
    }

    async Task<SipResponse?> ReceiveAsync(TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(_buffer, SocketFlags.None, end.Token);
                // An answer to an earlier transmission of the request before may still come.
                if (SipParser.TryParseDatagram(_buffer.AsMemory(0, length).ToArray(), out var message, out _)
                    && message is SipResponse { Status: >= 200 } response && IsToLatest(response))
                    return response;
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    bool IsToLatest(SipResponse response) =>
        response.TryGetTopVia(out var via) && via.Branch.Span.SequenceEqual(Encoding.ASCII.GetBytes(Branch(_cseq)));

    string Branch(int cseq) => $"z9hG4bK-other-{_number}-{cseq}";

    byte[] Write(int cseq, string? credentials)
    {
        var aor = $"sip:{_user}@{ServerFolder.Domain}";
        return Encoding.ASCII.GetBytes(
            $"REGISTER sip:{ServerFolder.Domain} SIP/2.0\r\n"
            + $"Via: SIP/2.0/UDP {_socket.LocalEndPoint};branch={Branch(cseq)};rport\r\n"
            + $"Max-Forwards: 70\r\nFrom: <{aor}>;tag=f{_number}\r\nTo: <{aor}>\r\nCall-ID: other-{_number}\r\nCSeq: {cseq} REGISTER\r\n"
            + (credentials is null ? "" : $"Authorization: {credentials}\r\n")
            + $"Contact: <sip:{_user}@{_socket.LocalEndPoint}>;+sip.instance=\"<urn:uuid:{_user}>\";expires=600\r\n"
            + "Content-Length: 0\r\n\r\n");
    }
}
