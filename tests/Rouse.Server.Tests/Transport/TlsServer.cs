using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Tests.Configuration;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Transport;

/// <summary>
/// A TLS transport on loopback with a clock that the test moves, certificates of an authority of its own, and the files that hold them.
/// </summary>
sealed class TlsServer : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();

    /// <param name="sink">Takes what comes.</param>
    /// <param name="configure">Changes the options; the default pair is <c>first.pem</c> for <c>first.test</c>.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="loops">Threads that read; 0: the pool does; null: as in a server.</param>
    /// <param name="gate">Who may come; null: everybody.</param>
    public TlsServer(
        IMessageSink sink,
        Func<TlsOptions, TlsServer, TlsOptions>? configure = null,
        string address = "127.0.0.1",
        int? loops = null,
        IGate? gate = null)
    {
        Authority.Write(_folder.Path, "first", "first.test");
        var options = new TlsOptions { Default = Pair("first") };
        Certificates = TlsCertificates.Open(configure?.Invoke(options, this) ?? options, Time, Log);
        var listen = new ListenAddress { Transport = SipTransport.Tls, Address = IPAddress.Parse(address), Port = 0 };
        Transport = new TcpTransport(listen, null, new FlowIds(), Time, Log, new TlsHandshakes(Certificates))
        {
            LoopCount = loops ?? StreamLoops.Usual,
            Gate = gate ?? OpenGate.Instance,
        };
        Transport.Start(sink);
    }

    public TestAuthority Authority { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public RecordingLoggers Log { get; } = new();

    public TlsCertificates Certificates { get; }

    public TcpTransport Transport { get; }

    public IPEndPoint Address => Transport.Listeners[0].Local;

    public TlsPair Pair(string name) => new(_folder[name + ".pem"], _folder[name + ".key"]);

    /// <summary>Writes a pair for names; returns it.</summary>
    public TlsPair Write(string file, params string[] names)
    {
        Authority.Write(_folder.Path, file, names);
        return Pair(file);
    }

    public void Write(string file, (string Chain, string Key) pair) => TestAuthority.Write(_folder.Path, file, pair);

    public string WriteText(string file, string text) => _folder.Write(file, text);

    /// <summary>A phone that has shaken hands, also as far as the server knows: its keep-alive was answered.</summary>
    public async Task<TlsPeer> PhoneAsync(
        string name = "first.test", SslProtocols versions = SslProtocols.None, X509Certificate2? certificate = null)
    {
        var shown = certificate == null ? null : SslStreamCertificateContext.Create(certificate, [Authority.Intermediate], offline: true);
        var phone = new TlsPeer(Address, Authority) { Versions = versions, Certificate = shown };
        try
        {
            await phone.ShakeHandsAsync(name);
            phone.Send("\r\n\r\n"u8);
            await phone.ReceiveAsync(2);
            return phone;
        }
        catch
        {
            phone.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        Certificates.Dispose();
        Authority.Dispose();
        _folder.Dispose();
    }
}
