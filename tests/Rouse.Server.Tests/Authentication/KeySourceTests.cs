using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Authentication;

/// <summary>Keys from a file, and over TLS from a server on this machine.</summary>
public sealed class KeySourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_is_read_anew_each_time()
    {
        var options = new BearerOptions { Keys = _folder.Write("keys.json", "one") };
        Assert.Equal("one", await ReadAsync(options));

        _folder.Write("keys.json", "two");

        Assert.Equal("two", await ReadAsync(options));
    }

    [Fact]
    public async Task Server_that_the_given_authority_vouches_for_is_asked() =>
        Assert.Equal("{}", await FetchAsync("200 OK", "{}", _authority.RootPem));

    [Fact]
    public async Task Server_that_nobody_vouches_for_is_not_believed()
    {
        using var other = new TestAuthority("Other");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => FetchAsync("200 OK", "{}", other.RootPem));
        Assert.IsType<AuthenticationException>(failure.InnerException);
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("302 Found")]
    public async Task Anything_but_200_is_a_failure(string status) =>
        await Assert.ThrowsAsync<HttpRequestException>(() => FetchAsync(status, "{}", _authority.RootPem));

    [Fact]
    public async Task Endless_answer_is_cut_off() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => FetchAsync("200 OK", new string(' ', (1 << 20) + 1), _authority.RootPem));

    async Task<string> FetchAsync(string status, string body, string authority)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (chain, key) = _authority.Issue("localhost");
        using var pair = X509Certificate2.CreateFromPem(chain, key);
        using var certificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        var serving = ServeAsync(
            listener, certificate,
            $"HTTP/1.1 {status}\r\nLocation: https://elsewhere.example/\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        try
        {
            return await ReadAsync(new BearerOptions
            {
                Keys = $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/keys",
                Authority = _folder.Write("authority.pem", authority),
            });
        }
        finally
        {
            await serving;
        }
    }

    async Task ServeAsync(TcpListener listener, X509Certificate2 certificate, string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            var context = SslStreamCertificateContext.Create(certificate, [_authority.Intermediate], offline: true);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context });
            using var reader = new StreamReader(tls, Encoding.ASCII, leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }
            await tls.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException)
        {
            // The client does not want to hear more.
        }
    }

    static Task<string> ReadAsync(BearerOptions options) => new KeySource().ReadAsync(options, TestContext.Current.CancellationToken);
}
