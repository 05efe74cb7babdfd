using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Rouse.Testing;

namespace Rouse.Server.Tests.Transport;

/// <summary>
/// A phone's TLS connection. It trusts the root of the server's authority alone, so that the server must show what lies between.
/// </summary>
sealed class TlsPeer : IDisposable
{
    readonly CountingStream _bytes;
    readonly SslStream _tls;
    readonly TestAuthority _authority;

    public TlsPeer(IPEndPoint server, TestAuthority authority)
    {
        _authority = authority;
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server);
        _bytes = new CountingStream(socket);
        _tls = new SslStream(_bytes);
    }

    public SslProtocols Versions { get; init; } = SslProtocols.None;

    /// <summary>What it shows when it is asked; null: nothing.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>What the server has shown.</summary>
    public X509Certificate2 Shown => (X509Certificate2)_tls.RemoteCertificate!;

    public SslProtocols Version => _tls.SslProtocol;

    public IPEndPoint Local => _bytes.Local;

    /// <summary>What the server has sent until the handshake was over.</summary>
    public int HandshakeBytes { get; private set; }

    /// <param name="name">Whom it asks for; empty: nobody.</param>
    public async Task ShakeHandsAsync(string name)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_authority.Root);
        await _tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = Versions,
            ClientCertificateContext = Certificate,
            CertificateChainPolicy = policy,
            // The names are what tests look at themselves.
            RemoteCertificateValidationCallback =
                (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
        }).WaitAsync(Patience.Limit);
        HandshakeBytes = _bytes.Received;
    }

    public void Send(ReadOnlySpan<byte> bytes) => _tls.Write(bytes);

    /// <summary>Past TLS: what nobody encrypted.</summary>
    public void SendRaw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public async Task<byte[]> ReceiveAsync(int bytes)
    {
        var buffer = new byte[bytes];
        await _tls.ReadExactlyAsync(buffer).AsTask().WaitAsync(Patience.Limit);
        return buffer;
    }

    /// <summary>Ends when the server has closed or reset the connection.</summary>
    public async Task EndedAsync()
    {
        try
        {
            while (await _tls.ReadAsync(new byte[4_096]).AsTask().WaitAsync(Patience.Limit) > 0)
            {
            }
        }
        catch (IOException)
        {
        }
    }

    public void Reset() => _bytes.Reset();

    public void Dispose() => _tls.Dispose();

    sealed class CountingStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        int _received;

        public int Received => Volatile.Read(ref _received);

        public IPEndPoint Local => (IPEndPoint)Socket.LocalEndPoint!;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var received = await base.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref _received, received);
            return received;
        }

        public void Reset()
        {
            Socket.LingerState = new LingerOption(true, 0);
            Socket.Dispose();
        }
    }
}
