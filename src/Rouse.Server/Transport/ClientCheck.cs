using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>Who may come with which certificate: only what our own authorities vouch for, never the system's.</summary>
sealed class ClientCheck(TlsOptions options)
{
    // id-kp-clientAuth (RFC 5280 §4.2.1.12); a certificate without the extension is good for everything.
    static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    readonly FileMark _mark = new(options.ClientAuthority ?? "");
    volatile X509Certificate2Collection _authorities = [];

    public FileChange Read()
    {
        if (!_mark.HasChanged())
            return new FileChange(false, false, _mark.Fault);
        var isFirst = _authorities.Count == 0;
        if (AuthorityFile.Load("client_ca", options.ClientAuthority ?? "", out var fault) is { } loaded)
            _authorities = loaded;
        _mark.Fault = fault;
        return new FileChange(true, isFirst, fault);
    }

    /// <summary>One for each handshake, which adds to it. Nothing is looked for on the network: a stranger names the places.</summary>
    public X509ChainPolicy NewPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ApplicationPolicy.Add(ClientAuthentication);
        return policy;
    }

    /// <summary>The platform has checked the chain by <see cref="NewPolicy"/>; a phone has no name that could be compared.</summary>
    public bool IsWelcome(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate == null
            ? options.ClientCertificates == ClientCertificates.Request
            : (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
}
