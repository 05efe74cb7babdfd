using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>Who gets which certificate, who is refused, and what a handshake may cost.</summary>
public class TlsHandshakeTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Theory]
    [InlineData("first.test", "first.test")]
    [InlineData("second.test", "second.test")]
    [InlineData("SECOND.test", "second.test")]
    [InlineData("a.wild.test", "*.wild.test")]
    [InlineData("own.wild.test", "own.wild.test")]
    [InlineData("a.b.wild.test", "first.test")]
    [InlineData("wild.test", "first.test")]
    [InlineData("unknown.test", "first.test")]
    [InlineData("127.0.0.1", "first.test")]
    [InlineData("", "first.test")]
    public async Task Certificate_is_that_of_the_name_that_the_phone_asks_for(string asked, string shown)
    {
        await using var server = new TlsServer(new RecordingSink(), (options, files) => options with
        {
            Names = new Dictionary<string, TlsPair>
            {
                ["second.test"] = files.Write("second", "second.test"),
                ["*.wild.test"] = files.Write("wild", "*.wild.test"),
                ["own.wild.test"] = files.Write("own", "own.wild.test"),
            },
        });
        using var phone = await server.PhoneAsync(asked);
        Assert.Equal($"CN={shown}", phone.Shown.Subject);
    }

    [Theory]
    [InlineData(TlsVersion.Tls12, SslProtocols.Tls12, true)]
    [InlineData(TlsVersion.Tls12, SslProtocols.Tls13, true)]
    [InlineData(TlsVersion.Tls13, SslProtocols.Tls12, false)]
    [InlineData(TlsVersion.Tls13, SslProtocols.Tls13, true)]
    public async Task Version_below_the_least_is_refused(TlsVersion least, SslProtocols offered, bool works)
    {
        await using var server = new TlsServer(new RecordingSink(), (options, _) => options with { MinVersion = least });
        if (!works)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => server.PhoneAsync(versions: offered));
            await Patience.Until(() => server.Log.Lines.Any(IsHandshakeFailure));
            return;
        }
        using var phone = await server.PhoneAsync(versions: offered);
        Assert.Equal(offered, phone.Version);
    }

    // A ClientHello that offers TLS 1.1 at most (RFC 4346 §7.4.1.2): clients of today cannot be made to send it.
    [Fact]
    public async Task Old_version_is_refused_with_an_alert()
    {
        await using var server = new TlsServer(new RecordingSink());
        using var phone = new TcpPeer(server.Address);
        byte[] hello = [3, 2, .. new byte[32], 0, 0, 4, 0xc0, 0x13, 0xc0, 0x0a, 1, 0];
        phone.Send([0x16, 3, 1, 0, (byte)(hello.Length + 4), 1, 0, 0, (byte)hello.Length, .. hello]);
        var answer = await phone.ReceiveToEndAsync();
        Assert.Equal(0x15, answer[0]);
        // protocol_version.
        Assert.Equal([2, 70], answer[5..7]);
        phone.Dispose();
        await Patience.Until(() => server.Transport.Connections == 0);
    }

    [Fact]
    public async Task Session_is_resumed_without_the_certificate()
    {
        await using var server = new TlsServer(Answering.Sink());
        var full = await BytesToConnectAsync();
        var resumed = await BytesToConnectAsync();
        Assert.InRange(resumed, 1, full / 2);

        async Task<int> BytesToConnectAsync()
        {
            using var phone = await server.PhoneAsync();
            return phone.HandshakeBytes;
        }
    }

    [Theory]
    [InlineData("OPTIONS sip:example.org SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0000\u0005hello")]
    [InlineData("\u0016\u0003\u0001\u0000\u0004\u0001\u0000\u0000\u0000")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0028")]
    public async Task What_is_not_tls_is_closed_in_order_and_logged_once_for_those_who_debug(string bytes)
    {
        var sink = new RecordingSink();
        await using var server = new TlsServer(sink);
        using var phone = new TcpPeer(server.Address);
        phone.Send(Wire.Bytes(bytes));
        phone.EndSending();
        // No reset: this would throw.
        await phone.ReceiveToEndAsync();
        phone.Dispose();
        await Patience.Until(() => server.Transport.Connections == 0);
        Assert.True(IsHandshakeFailure(Assert.Single(server.Log.Lines)));
        Assert.Equal(0, sink.Waiting);
    }

    [Fact]
    public async Task Hostile_bytes_of_every_kind_cost_their_own_connection()
    {
        var random = new Random(7);
        var sink = new RecordingSink();
        await using var server = new TlsServer(sink);
        for (var i = 0; i < 200; i++)
        {
            using var hostile = new TcpPeer(server.Address);
            var bytes = new byte[random.Next(1, 600)];
            random.NextBytes(bytes);
            // Half of them look like a record of a handshake.
            if (i % 2 == 0 && bytes.Length > 9)
                (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]) = (22, 3, (byte)(i % 5), 0, (byte)(bytes.Length - 5), 1);
            hostile.Send(bytes);
        }
        using var phone = await server.PhoneAsync();
        phone.Send(Wire.Request("a"));
        Assert.Equal("a", Wire.CallId((await sink.NextAsync()).Message));
        await Patience.Until(() => server.Transport.Connections == 1);
        Assert.DoesNotContain(server.Log.Lines, line => line.Level > LogLevel.Debug);
    }

    [Fact]
    public async Task Stalled_handshake_ends_after_ten_seconds_and_holds_up_nobody()
    {
        await using var server = new TlsServer(new RecordingSink());
        using var stalled = new TcpPeer(server.Address);
        stalled.Send([0x16, 3, 1]);
        await Patience.Until(() => server.Transport.Connections == 1);
        using var phone = await server.PhoneAsync();
        server.Time.Advance(ConnectionLimits.Handshake - Tick);
        Assert.Equal(2, server.Transport.Connections);
        server.Time.Advance(Tick);
        await stalled.EndedAsync();
        await Patience.Until(() => server.Transport.Connections == 1);
        Assert.Single(server.Log.Lines, line => line.Text.EndsWith(": its TLS handshake took too long", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stalled_handshakes_give_way_after_two_seconds_when_others_wait()
    {
        await using var server = new TlsServer(new RecordingSink());
        var stalled = Enumerable.Range(0, TlsHandshakes.Places).Select(_ => new TcpPeer(server.Address)).ToArray();
        await Patience.Until(() => server.Transport.Connections == TlsHandshakes.Places);
        var waiting = server.PhoneAsync();
        server.Time.Advance(ConnectionLimits.CrowdedHandshake - Tick);
        Assert.Equal(TlsHandshakes.Places, server.Transport.Connections);
        Assert.False(waiting.IsCompleted);
        server.Time.Advance(Tick);
        (await waiting).Dispose();
        Array.ForEach(stalled, peer => peer.Dispose());
    }

    static bool IsHandshakeFailure((LogLevel Level, string Text) line) =>
        line.Level == LogLevel.Debug && line.Text.Contains(": no TLS with 127.0.0.1:", StringComparison.Ordinal);
}
