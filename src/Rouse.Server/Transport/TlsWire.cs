using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>
/// A socket's bytes through TLS. Its end is that of the connection: a close_notify would have to be written while the other loop may be
/// reading, which the platform's TLS does not allow, and SIP needs none, because every message says where it ends.
/// </summary>
sealed class TlsWire(SslStream tls, StreamSocket socket, ITlsHandshake handshake) : IWire
{
    public static TlsWire Over(StreamSocket socket, ITlsHandshake handshake) =>
        new(new SslStream(new StreamSocketStream(socket)), socket, handshake);

    public PeerCertificate? Certificate { get; private set; }

    // A handshake is a thousand times the work of a message: it is done by the pool.
    public async ValueTask<string?> OpenAsync()
    {
        var failure = await handshake.RunAsync(tls);
        if (failure == null && tls.RemoteCertificate is X509Certificate2 shown)
            Certificate = PeerCertificate.Of(shown);
        socket.GoOnInPlace();
        return failure;
    }

    // The first read waits until a record is there, without an array of ours or of the platform's.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(ReceiveBuffer input)
    {
#pragma warning disable CA2022 // Nothing is asked for.
        await tls.ReadAsync(Memory<byte>.Empty);
#pragma warning restore CA2022
        var received = await tls.ReadAsync(input.Free());
        input.Filled(received);
        return received;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await tls.WriteAsync(bytes);
        return bytes.Length;
    }

    public void Free() => tls.Dispose();
}
