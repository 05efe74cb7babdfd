using Rouse.Server;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Transport;

namespace Rouse.Configuration;

/// <summary>What the methods of <c>[auth]</c> and the names of <c>[trust]</c> need beside them, each with the line that needs it.</summary>
sealed class MethodCheck(IReadOnlyList<Setting> settings, IReadOnlySet<string> wrong)
{
    public IEnumerable<Fault> Check(ServerOptions options)
    {
        var asksForCertificates = options.Tls.ClientCertificates != ClientCertificates.Off || wrong.Contains("tls.client_certificates");
        if (options.Trust.Certificates.Count > 0 && !asksForCertificates && Find(TrustKeys.Certificates) is { } trust)
            yield return new Fault(trust.Value.Origin, "trust.certificates needs tls.client_certificates");
        foreach (var setting in settings.Where(setting => setting.Key.Path is MethodKeys.Methods or MethodKeys.OfDomain))
        {
            if (wrong.Contains(setting.Path) || Find(setting.Path) != setting)
                continue;
            foreach (var text in FaultsOf(options.Auth, setting, asksForCertificates))
                yield return new Fault(setting.Value.Origin, text);
        }
        foreach (var setting in settings.Where(IsFile))
            yield return new Fault(setting.Value.Origin, $"{setting.Path}: {PathOf(options.Auth, setting)}: there is no such file");

        bool IsFile(Setting setting) => setting.Key.Path is MethodKeys.Bearer + "keys" or MethodKeys.DomainBearer + "keys"
            && !wrong.Contains(setting.Path) && PathOf(options.Auth, setting) is var path && !KeySource.IsUrl(path) && !File.Exists(path);
    }

    static string PathOf(AuthenticationOptions auth, Setting setting) => setting.Name is { } domain
        ? auth.DomainBearer[Kinds.NormalizeHost(domain)].Keys
        : auth.Bearer.Keys;

    IEnumerable<string> FaultsOf(AuthenticationOptions auth, Setting setting, bool asksForCertificates)
    {
        var methods = setting.Name is { } domain ? auth.DomainMethods[Kinds.NormalizeHost(domain)] : auth.Methods;
        if (methods.Contains(AuthenticationMethod.Certificate) && !asksForCertificates)
            yield return $"{setting.Path}: \"certificate\" needs tls.client_certificates";
        if (!methods.Contains(AuthenticationMethod.Bearer))
            yield break;
        var isOwn = setting.Name is { } name && auth.DomainBearer.ContainsKey(Kinds.NormalizeHost(name));
        var section = isOwn ? setting.Path.Replace("methods", "bearer", StringComparison.Ordinal) : "auth.bearer";
        var bearer = isOwn ? auth.DomainBearer[Kinds.NormalizeHost(setting.Name!)] : auth.Bearer;
        foreach (var missing in MissingIn(bearer).Where(key => !wrong.Contains($"{section}.{key}")))
            yield return $"{setting.Path}: \"bearer\" needs {section}.{missing}";
    }

    static IEnumerable<string> MissingIn(BearerOptions bearer)
    {
        if (bearer.AuthorizationServer.Length == 0)
            yield return "authorization_server";
        if (bearer.Audience.Length == 0)
            yield return "audience";
        if (bearer.Keys.Length == 0)
            yield return "keys";
    }

    Setting? Find(string path) => settings.Where(setting => setting.Path == path).Cast<Setting?>().LastOrDefault();
}
