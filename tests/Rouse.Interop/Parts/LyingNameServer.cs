using System.Net;
using System.Net.Sockets;

namespace Rouse.Interop.Parts;

/// <summary>What a name server does wrong.</summary>
public enum Lie
{
    /// <summary>It answers with bytes that are no DNS message.</summary>
    Garbage,

    /// <summary>Its answer fits no question that was sent: that of a forger who does not see them.</summary>
    OtherId,
}

/// <summary>A name server on loopback that answers each question at once, and wrongly.</summary>
internal sealed class LyingNameServer : IAsyncDisposable
{
    private const byte NoSuchName = 3;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, Ports.Free()));
    private readonly Lie _lie;
    private readonly Task _running;
    private int _asked;

    public LyingNameServer(Lie lie)
    {
        _lie = lie;
        _running = Run();
    }

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    public int Asked => Volatile.Read(ref _asked);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _running;
    }

    private async Task Run()
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync();
                Interlocked.Increment(ref _asked);
                await _socket.SendAsync(AnswerTo(question.Buffer), question.RemoteEndPoint);
            }
        }
        catch (ObjectDisposedException)
        {
        }
        catch (SocketException)
        {
        }
    }

    // RFC 1035 §4.1.1: identifier; QR, opcode, AA, TC, RD; RA, Z, RCODE.
    private byte[] AnswerTo(byte[] question)
    {
        if (_lie == Lie.Garbage)
            return [.. Enumerable.Range(0, 40).Select(static i => (byte)(i * 37))];
        byte[] answer = [.. question];
        answer[2] |= 0x80;
        answer[3] = 0x80 | NoSuchName;
        answer[0] ^= 0x55;
        return answer;
    }
}
