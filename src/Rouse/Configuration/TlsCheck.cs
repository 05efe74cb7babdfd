using Rouse.Server;
using Rouse.Server.Transport;

namespace Rouse.Configuration;

/// <summary>What is wrong with <c>[tls]</c> and the files that it names, each with the line of the key that it is about.</summary>
sealed class TlsCheck(IReadOnlyList<Setting> settings, IReadOnlySet<string> wrong, TimeProvider time)
{
    public IEnumerable<Fault> Check(ServerOptions options) =>
    [
        .. CheckListeners(options),
        .. options.Tls.Default is { } pair ? CheckPair("tls", pair) : [],
        .. options.Tls.Names.SelectMany(named => CheckPair($"tls.names.{ConfigKeys.Quote(named.Key)}", named.Value)),
        .. CheckClients(options.Tls),
        .. CheckServers(options.Tls),
    ];

    IEnumerable<Fault> CheckListeners(ServerOptions options)
    {
        var listen = options.Listen.FirstOrDefault(static at => at.Transport == SipTransport.Tls);
        if (listen != null && options.Tls.Default == null && !IsWrong("tls."))
            yield return FaultAt("listen", $"listen: {listen} needs tls.certificate and tls.key");
    }

    IEnumerable<Fault> CheckPair(string section, TlsPair pair)
    {
        if (IsWrong(section + "."))
            yield break;
        if (pair.Certificate.Length == 0)
            yield return FaultAt($"{section}.key", $"{section}: key needs certificate beside it");
        else if (pair.Key.Length == 0)
            yield return FaultAt($"{section}.certificate", $"{section}: certificate needs key beside it");
        else if (TlsCertificate.Load(pair, time.GetUtcNow(), out var fault) == null)
            yield return FaultAt($"{section}.{KeyOf(fault!)}", $"{section}: {fault}");
    }

    IEnumerable<Fault> CheckClients(TlsOptions tls)
    {
        if (IsWrong("tls.client_"))
            yield break;
        if (tls.ClientAuthority is { } authority)
        {
            if (AuthorityFile.Load("client_ca", authority, out var fault) == null)
                yield return FaultAt("tls.client_ca", $"tls: {fault}");
        }
        else if (tls.ClientCertificates != ClientCertificates.Off)
        {
            yield return FaultAt("tls.client_certificates", "tls.client_certificates needs tls.client_ca");
        }
    }

    IEnumerable<Fault> CheckServers(TlsOptions tls)
    {
        if (tls.ServerAuthority is { } authority && !IsWrong("tls.server_ca")
            && AuthorityFile.Load("server_ca", authority, out var fault) == null)
            yield return FaultAt("tls.server_ca", $"tls: {fault}");
    }

    // A value that could not be read is missing only because of that.
    bool IsWrong(string prefix) => wrong.Any(path => path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    static string KeyOf(string fault) => fault[..fault.IndexOf(' ', StringComparison.Ordinal)];

    Fault FaultAt(string path, string text)
    {
        var about = settings.Last(setting => setting.Path.Equals(path, StringComparison.OrdinalIgnoreCase));
        return new Fault(about.Value.Origin, text);
    }
}
