using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>Which authorities may vouch for the servers that we connect to: those of a file, or the system's.</summary>
/// <param name="path">Of the file; null: the system's.</param>
sealed class ServerCheck(string? path)
{
    // id-kp-serverAuth (RFC 5280 §4.2.1.12); a certificate without the extension is good for everything.
    static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    readonly FileMark _mark = new(path ?? "");
    volatile X509Certificate2Collection? _authorities;

    public FileChange Read()
    {
        if (!_mark.HasChanged())
            return new FileChange(false, false, _mark.Fault);
        var isFirst = _authorities == null;
        if (AuthorityFile.Load("server_ca", path ?? "", out var fault) is { } loaded)
            _authorities = loaded;
        _mark.Fault = fault;
        return new FileChange(true, isFirst, fault);
    }

    /// <summary>One for each handshake, which adds to it. Nothing is looked for on the network: the peer names the places.</summary>
    public X509ChainPolicy NewPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        if (_authorities is not { } authorities)
            return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
