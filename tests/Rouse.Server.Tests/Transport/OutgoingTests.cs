using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Transport;

/// <summary>Connections that we open to servers, on real sockets.</summary>
public sealed class OutgoingTests : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public OutgoingTests() => _listener.Start();

    IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_is_sent_before_it_is_open_arrives_in_order(int loops)
    {
        await using var server = new TcpServer(Answering.Sink(), loops: loops);
        var flow = FlowOf(server);
        var all = Enumerable.Range(0, 100).SelectMany(static i => Wire.Request($"c{i}")).ToArray();
        for (var i = 0; i < 100; i++)
            Assert.True(flow.Send(Wire.Request($"c{i}")));
        using var peer = await AcceptAsync();

        Assert.Equal(all, await ReceiveAsync(peer, all.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_comes_on_it_is_handed_over(int loops)
    {
        var sink = new RecordingSink();
        await using var server = new TcpServer(sink, loops: loops);
        var flow = FlowOf(server);
        flow.Send(Wire.Request("c1"));
        using var peer = await AcceptAsync();
        peer.Write(Wire.Answer("c1"));
        var (message, on) = await sink.NextAsync();

        Assert.Equal("c1", Wire.CallId(message));
        Assert.Same(flow, on);
    }

    [Fact]
    public async Task It_is_used_for_all_that_goes_there_until_it_is_gone()
    {
        await using var server = new TcpServer(new RecordingSink());
        var flow = FlowOf(server);
        var watcher = new RecordingWatcher();
        Assert.True(flow.Watch(watcher));
        var peer = await AcceptAsync();
        Assert.Same(flow, FlowOf(server));
        Assert.NotNull(server.Transport.Find(flow.Id));
        peer.Dispose();
        await watcher.Closed;
        var next = FlowOf(server);

        Assert.NotSame(flow, next);
        using var again = await AcceptAsync();
    }

    [Fact]
    public async Task It_comes_from_the_address_that_we_listen_on()
    {
        await using var server = new TcpServer(new RecordingSink(), "127.0.0.5");
        FlowOf(server);
        using var socket = await _listener.AcceptSocketAsync().WaitAsync(Patience.Limit);

        Assert.Equal(IPAddress.Parse("127.0.0.5"), ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_told_and_forgotten()
    {
        await using var server = new TcpServer(new RecordingSink());
        _listener.Stop();
        var flow = FlowOf(server);
        var watcher = new RecordingWatcher();
        if (flow.Watch(watcher))
            await watcher.Closed;
        await Patience.Until(() => server.Transport.Connections == 0);

        Assert.False(flow.Send(Wire.Request("c1")));
        Assert.Contains(server.Log.Lines, static line => line.Text.Contains("no connection to", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_never_shakes_hands_is_given_up_after_five_seconds()
    {
        await using var server = new TlsServer(new RecordingSink());
        var flow = Assert.IsType<TcpFlow>(server.Transport.FlowTo(server.Transport.Listeners[0], To("first.test", SipTransport.Tls)));
        var watcher = new RecordingWatcher();
        Assert.True(flow.Watch(watcher));
        using var peer = await AcceptAsync();
        server.Time.Advance(ConnectionLimits.Connect - TimeSpan.FromTicks(1));
        Assert.Equal(0, watcher.Told);
        server.Time.Advance(TimeSpan.FromSeconds(1));

        await watcher.Closed;
        await Patience.Until(() => server.Transport.Connections == 0);
    }

    [Theory]
    [InlineData("server.test", true)]
    [InlineData("other.test", false)]
    public async Task Only_the_server_of_the_domain_gets_anything(string domain, bool isWelcome)
    {
        await using var server = Trusting();
        var flow = server.Transport.FlowTo(server.Transport.Listeners[0], To(domain, SipTransport.Tls))!;
        var watcher = new RecordingWatcher();
        flow.Watch(watcher);
        flow.Send(Wire.Request("c1"));
        await using var peer = await ShakeHandsAsync(server.Authority, "server.test");
        if (isWelcome)
            Assert.Equal(Wire.Request("c1"), await ReceiveAsync(peer!, Wire.Request("c1").Length));
        else
            await watcher.Closed;

        Assert.Equal(isWelcome, flow.IsOpen);
    }

    [Fact]
    public async Task A_certificate_of_an_authority_that_is_not_trusted_is_none()
    {
        using var stranger = new TestAuthority("Other");
        await using var server = Trusting();
        var flow = server.Transport.FlowTo(server.Transport.Listeners[0], To("server.test", SipTransport.Tls))!;
        var watcher = new RecordingWatcher();
        flow.Watch(watcher);
        await using var peer = await ShakeHandsAsync(stranger, "server.test");

        await watcher.Closed;
        Assert.Contains(server.Log.Lines, static line => line.Text.Contains("no TLS with the server", StringComparison.Ordinal));
    }

    static TlsServer Trusting() => new(new RecordingSink(), static (options, files) => options with
    {
        ServerAuthority = files.WriteText("servers.pem", files.Authority.RootPem),
    });

    TcpFlow FlowOf(TcpServer server) =>
        Assert.IsType<TcpFlow>(server.Transport.FlowTo(server.Transport.Listeners[0], To("", SipTransport.Tcp)));

    Destination To(string domain, SipTransport transport) => new(transport, Address, domain);

    async Task<NetworkStream> AcceptAsync() =>
        new(await _listener.AcceptSocketAsync().WaitAsync(Patience.Limit), ownsSocket: true);

    // Null when the other side wants none of it.
    async Task<SslStream?> ShakeHandsAsync(TestAuthority authority, string name)
    {
        var (chain, key) = authority.Issue(name);
        using var leaf = X509Certificate2.CreateFromPem(chain, key);
        var tls = new SslStream(await AcceptAsync());
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(leaf, [authority.Intermediate], offline: true),
            }).WaitAsync(Patience.Limit);
            return tls;
        }
        catch (Exception failure) when (failure is IOException or System.Security.Authentication.AuthenticationException)
        {
            await tls.DisposeAsync();
            return null;
        }
    }

    static async Task<byte[]> ReceiveAsync(Stream stream, int bytes)
    {
        var buffer = new byte[bytes];
        await stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(Patience.Limit);
        return buffer;
    }
}
