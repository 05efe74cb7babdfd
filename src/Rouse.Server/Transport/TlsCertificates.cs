using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace Rouse.Server.Transport;

/// <summary>
/// The certificates of all TLS listeners: chosen by the name that a phone asks for, read anew when their files change, watched for their
/// end. A file that is wrong changes nothing.
/// </summary>
sealed class TlsCertificates : IDisposable
{
    /// <summary>How often the files are looked at: a change counts well within a minute. Own decision.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    readonly Lock _lock = new();
    readonly TlsOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly TlsPairFiles _default;
    readonly Dictionary<string, TlsPairFiles> _named;
    readonly ClientCheck? _clients;
    readonly ServerCheck _servers;
    readonly ITimer _look;

    TlsCertificates(TlsOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        _default = new TlsPairFiles(options.Default ?? new TlsPair());
        _named = options.Names.ToDictionary(
            static named => named.Key, static named => new TlsPairFiles(named.Value), StringComparer.OrdinalIgnoreCase);
        _clients = options.ClientCertificates == ClientCertificates.Off ? null : new ClientCheck(options);
        _servers = new ServerCheck(options.ServerAuthority);
        _look = time.CreateTimer(static state => ((TlsCertificates)state!).Reread(), this, Timeout.InfiniteTimeSpan, Look);
    }

    /// <summary>Each certificate that is shown now.</summary>
    public IEnumerable<TlsCertificate> All => Files.Select(static files => files.Current);

    SslProtocols Protocols => _options.MinVersion == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    IEnumerable<TlsPairFiles> Files => [_default, .. _named.Values];

    /// <summary>Reads all files, and begins to watch them.</summary>
    /// <exception cref="ArgumentException">One cannot be used; the message names it.</exception>
    public static TlsCertificates Open(TlsOptions options, TimeProvider time, ILogger log)
    {
        var certificates = new TlsCertificates(options, time, log);
        var faults = certificates.Read();
        if (faults.Count > 0)
        {
            certificates.Dispose();
            throw new ArgumentException(string.Join(Environment.NewLine, faults));
        }
        certificates.WarnOfEnds();
        certificates._look.Change(Look, Look);
        return certificates;
    }

    /// <summary>
    /// Looks at all files now. What has changed counts from the next handshake on; connections stay. Returns what is wrong: there the old
    /// one serves on.
    /// </summary>
    public IReadOnlyList<string> Reread()
    {
        lock (_lock)
        {
            var faults = Read();
            WarnOfEnds();
            return faults;
        }
    }

    /// <summary>What is shown to a phone that asks for this name; empty when it asks for none.</summary>
    public TlsCertificate For(string name)
    {
        if (_named.TryGetValue(name, out var files))
            return files.Current;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return (dot >= 0 && _named.TryGetValue("*" + name[dot..], out files) ? files : _default).Current;
    }

    /// <summary>How to shake hands with a phone that asks for this name; empty when it asks for none.</summary>
    public SslServerAuthenticationOptions OptionsFor(string name) => new()
    {
        ServerCertificateContext = For(name).Context,
        EnabledSslProtocols = Protocols,
        AllowRenegotiation = false,
        // A session keeps the phone's certificate without those that lead to its authority.
        AllowTlsResume = _clients == null,
        ClientCertificateRequired = _clients != null,
        CertificateChainPolicy = _clients?.NewPolicy(),
        RemoteCertificateValidationCallback = _clients == null ? null : _clients.IsWelcome,
    };

    /// <summary>How to shake hands with the server of a domain: we show our certificate, too, if it asks for one.</summary>
    /// <param name="domain">The name that we ask for.</param>
    /// <param name="isWelcome">Looks at its certificate when the chain is checked.</param>
    public SslClientAuthenticationOptions OptionsTo(string domain, RemoteCertificateValidationCallback isWelcome) => new()
    {
        TargetHost = domain,
        EnabledSslProtocols = Protocols,
        AllowRenegotiation = false,
        ClientCertificateContext = _default.Current.Context,
        CertificateChainPolicy = _servers.NewPolicy(),
        RemoteCertificateValidationCallback = isWelcome,
    };

    public void Dispose() => _look.Dispose();

    List<string> Read()
    {
        var faults = new List<string>();
        if (_clients != null)
            Note(_clients.Read(), $"client_ca {_options.ClientAuthority}", faults);
        if (_options.ServerAuthority is { } servers)
            Note(_servers.Read(), $"server_ca {servers}", faults);
        foreach (var files in Files)
            Note(files.Read(_time.GetUtcNow()), $"certificate {files.Pair.Certificate}", faults);
        return faults;
    }

    void Note(FileChange change, string what, List<string> faults)
    {
        if (change.Fault is { } fault)
            faults.Add(fault);
        if (change is { IsNew: true, IsFirst: false, Fault: null })
            TlsLog.Taken(_log, what);
        else if (change is { IsNew: true, IsFirst: false, Fault: { } news })
            TlsLog.NotTaken(_log, news);
    }

    void WarnOfEnds()
    {
        foreach (var files in Files)
        {
            if (files.EndToTell(_time.GetUtcNow()) is not { } left)
                continue;
            var names = string.Join(", ", files.Current.Names);
            if (left > TimeSpan.Zero)
                TlsLog.Ends(_log, files.Pair.Certificate, names, (int)left.TotalDays, files.Current.NotAfter);
            else
                TlsLog.Ended(_log, files.Pair.Certificate, names, files.Current.NotAfter);
        }
    }
}
