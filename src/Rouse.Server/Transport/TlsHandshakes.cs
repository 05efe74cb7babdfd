using System.Net.Security;

namespace Rouse.Server.Transport;

/// <summary>The handshakes of one listener: only so many at once, each with the certificate for the name that the phone asks for.</summary>
sealed class TlsHandshakes(TlsCertificates certificates) : ITlsHandshake, IDisposable
{
    /// <summary>
    /// Handshakes that may be under way. Own decision: 35 MB, and with all of them waiting for the processor each still ends within a
    /// second on one core (0.6 ms each).
    /// </summary>
    public const int Places = 1_000;

    readonly SemaphoreSlim _places = new(Places);

    /// <summary>Whether others wait for a place.</summary>
    public bool IsCrowded => _places.CurrentCount == 0;

    /// <summary>Waits for a place; <see cref="RunAsync"/> gives it back.</summary>
    public Task EnterAsync(CancellationToken cancellation) => _places.WaitAsync(cancellation);

    /// <summary>Ours with the server of a domain, which takes no place.</summary>
    public ITlsHandshake With(string domain) => new ServerHandshake(domain, certificates);

    /// <summary>Gives back the place of a connection that came to nothing before its handshake.</summary>
    public void Leave() => _places.Release();

    public async ValueTask<string?> RunAsync(SslStream tls)
    {
        try
        {
            await tls.AuthenticateAsServerAsync(
                static (_, hello, certificates, _) => ValueTask.FromResult(((TlsCertificates)certificates!).OptionsFor(hello.ServerName)),
                certificates, CancellationToken.None);
            return null;
        }
        // What a peer can make the platform's TLS throw is nowhere written down; whatever it is costs this connection alone.
        catch (Exception failure)
        {
            return failure.InnerException is { } cause ? $"{failure.Message} {cause.Message}" : failure.Message;
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose() => _places.Dispose();
}
