using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server;
using Rouse.Server.Diversion;

namespace Rouse.Configuration;

/// <summary><c>[diversion]</c>.</summary>
static class DiversionKeys
{
    const string To = "diversion.to";
    const string ToOfDomain = "diversion.domains.*.to";

    static readonly DiversionOptions Initial = new();

    static readonly ValueKind<string> UserUri = new TextKind(
        "SIP URI of a user",
        text => SipUri.TryParse(Encoding.UTF8.GetBytes(text), out var uri) && uri is { IsSip: true, User.IsEmpty: false }
            ? null
            : $"\"{text}\" is not the SIP URI of a user, such as sip:voicemail@example.org");

    static readonly ValueKind<IReadOnlyList<DiversionCase>> Cases = Kinds.List(Kinds.Choice(
        ("busy", DiversionCase.Busy), ("no answer", DiversionCase.NoAnswer), ("unreachable", DiversionCase.Unreachable)));

    static readonly ValueKind<TimeSpan> RingTime = Kinds.Duration(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(3));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<string>(
            To, UserUri, "none",
            (options, _, to) => With(options, diversion => diversion with { To = to }),
            "Where calls go that nobody takes: to another server, or to the phones of one of our users, such as the account of a "
            + "voicemail. Its URI then says whose call it was and why it comes (`target`, `cause`; RFC 4458); the caller gets 181. A "
            + "call is diverted once.")
        {
            IsReloaded = true,
        },
        new ConfigKey<string>(
            ToOfDomain, UserUri, "as `diversion.to`",
            (options, domain, to) => With(options, diversion => diversion with { DomainTo = Added(diversion, domain, to) }),
            "The same for the users of one domain: `[diversion.domains.\"example.org\"]`. In the file only.")
        {
            IsReloaded = true,
            CheckName = Kinds.CheckHost,
        },
        new ConfigKey<IReadOnlyList<DiversionCase>>(
            "diversion.on", Cases, Cases.Write(Initial.On),
            (options, _, on) => With(options, diversion => diversion with { On = on }),
            "When: a phone is busy or its user declines (486, 600, 603); phones ring for `ring_time`, or nothing answers in time (408); no "
            + "phone can be reached.")
        {
            IsReloaded = true,
        },
        new ConfigKey<TimeSpan>(
            "diversion.ring_time", RingTime, RingTime.Write(Initial.RingTime),
            (options, _, time) => With(options, diversion => diversion with { RingTime = time }),
            "How long phones ring before the call goes on, from the first that rings. 30s are six rings.")
        {
            IsReloaded = true,
        },
    ];

    /// <summary>Destinations that are no users of ours.</summary>
    public static IEnumerable<Fault> Check(ServerConfiguration configuration)
    {
        var domains = configuration.Options.Domains;
        if (domains.Count == 0)
            yield break;
        foreach (var setting in configuration.Settings.Where(static setting => setting.Key.Path is To or ToOfDomain))
        {
            if (setting.Value is TextValue text && SipUri.TryParse(Encoding.UTF8.GetBytes(text.Text), out var uri)
                && !domains.Contains(Kinds.NormalizeHost(Encoding.UTF8.GetString(uri.Host.Span))))
            {
                var host = Encoding.UTF8.GetString(uri.Host.Span);
                yield return new Fault(setting.Value.Origin, $"{setting.Path}: '{host}' is not one of domains");
            }
            if (setting.Name is { } name && !domains.Contains(Kinds.NormalizeHost(name)))
                yield return new Fault(setting.Value.Origin, $"diversion.domains: '{name}' is not one of domains");
        }
    }

    static ServerOptions With(ServerOptions options, Func<DiversionOptions, DiversionOptions> change) =>
        options with { Diversion = change(options.Diversion) };

    static Dictionary<string, string> Added(DiversionOptions diversion, string domain, string to) =>
        new(diversion.DomainTo, StringComparer.OrdinalIgnoreCase) { [Kinds.NormalizeHost(domain)] = to };
}
