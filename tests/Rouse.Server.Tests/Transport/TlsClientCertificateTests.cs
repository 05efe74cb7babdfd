using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Transport;

/// <summary>Whether phones must show a certificate, and whose.</summary>
public class TlsClientCertificateTests
{
    [Theory]
    [InlineData(ClientCertificates.Off, Shows.Nothing, true)]
    [InlineData(ClientCertificates.Off, Shows.Good, true)]
    [InlineData(ClientCertificates.Off, Shows.OfAnotherAuthority, true)]
    [InlineData(ClientCertificates.Request, Shows.Nothing, true)]
    [InlineData(ClientCertificates.Request, Shows.Good, true)]
    [InlineData(ClientCertificates.Request, Shows.OfAnotherAuthority, false)]
    [InlineData(ClientCertificates.Require, Shows.Nothing, false)]
    [InlineData(ClientCertificates.Require, Shows.Good, true)]
    [InlineData(ClientCertificates.Require, Shows.OfAnotherAuthority, false)]
    public async Task Phone_is_let_in_by_what_it_shows(ClientCertificates asks, Shows shows, bool isLetIn)
    {
        using var stranger = new TestAuthority("Other");
        await using var server = Server(asks);
        using var certificate = shows switch
        {
            Shows.Good => server.Authority.IssueToPhone("phone"),
            Shows.OfAnotherAuthority => stranger.IssueToPhone("phone"),
            _ => null,
        };
        Assert.Equal(isLetIn, await IsServedAsync(server, certificate));
        // Nor is it let in by a session that it had begun.
        Assert.Equal(isLetIn, await IsServedAsync(server, certificate));
        await Patience.Until(() => server.Transport.Connections == 0);
    }

    [Fact]
    public async Task Who_may_vouch_is_read_anew()
    {
        using var other = new TestAuthority("Other");
        await using var server = Server(ClientCertificates.Require);
        using var certificate = server.Authority.IssueToPhone("phone");
        Assert.True(await IsServedAsync(server, certificate));
        server.WriteText("clients.pem", other.RootPem);
        server.Time.Advance(TlsCertificates.Look);
        Assert.False(await IsServedAsync(server, certificate));

        server.WriteText("clients.pem", "nonsense");
        var fault = Assert.Single(server.Certificates.Reread());
        Assert.Matches("^client_ca .*clients.pem has no certificate in PEM$", fault);
        Assert.False(await IsServedAsync(server, certificate));
        server.WriteText("clients.pem", server.Authority.RootPem);
        Assert.Empty(server.Certificates.Reread());
        Assert.True(await IsServedAsync(server, certificate));
    }

    [Fact]
    public async Task Flow_knows_the_names_of_what_was_shown()
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<PeerCertificate?>();
        await using var server = Server(ClientCertificates.Request, new RecordingSink((message, flow) =>
        {
            seen.Enqueue(flow.Certificate);
            flow.Send(Wire.Answer(message));
        }));
        using var certificate = server.Authority.IssueToPhone("sip:alice@example.org");

        Assert.True(await IsServedAsync(server, certificate));
        Assert.True(await IsServedAsync(server, null));

        Assert.Equal(["sip:alice@example.org", null], seen.Select(shown => shown?.Uris.Single()));
    }

    static TlsServer Server(ClientCertificates asks, RecordingSink? sink = null) => new(
        sink ?? Answering.Sink(),
        (options, files) => options with
        {
            ClientCertificates = asks,
            ClientAuthority = files.WriteText("clients.pem", files.Authority.RootPem),
        });

    // In TLS 1.3 the client's handshake is over before the server has looked at its certificate.
    static async Task<bool> IsServedAsync(TlsServer server, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate)
    {
        try
        {
            using var phone = await server.PhoneAsync(certificate: certificate);
            phone.Send(Wire.Request("a"));
            return (await phone.ReceiveAsync(Wire.Answer("a").Length)).SequenceEqual(Wire.Answer("a"));
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    public enum Shows
    {
        Nothing,
        Good,
        OfAnotherAuthority,
    }
}
