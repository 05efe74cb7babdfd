using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server;
using Rouse.Server.Registrar;

namespace Rouse.Configuration;

/// <summary><c>[registrar]</c>.</summary>
static class RegistrarKeys
{
    /// <summary>Phones keep the time to the next REGISTER in 32-bit milliseconds, which end after 24.8 d.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    static readonly RegistrarOptions Initial = new();

    static readonly ValueKind<TimeSpan> Expires = Kinds.Duration(TimeSpan.FromSeconds(1), Longest);
    static readonly ValueKind<TimeSpan> MinExpires = Kinds.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    static readonly ValueKind<TimeSpan> Force = Kinds.Duration(TimeSpan.Zero, Longest);
    static readonly ValueKind<int> Contacts = Kinds.Number(1, 100);
    static readonly ValueKind<IReadOnlyList<string>> Routes = Kinds.List(
        new TextKind("SIP URI with `lr`", CheckRoute, static (text, _) => $"<{Bare(text)}>"));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<TimeSpan>(
            "registrar.default_expires", Expires, Expires.Write(Initial.DefaultExpires),
            (options, _, expires) => With(options, registrar => registrar with { DefaultExpires = expires }),
            "Granted to a phone that asks for nothing. 1h as RFC 3261 §10.2 has it.")
        {
            IsReloaded = true,
        },
        new ConfigKey<TimeSpan>(
            "registrar.min_expires", MinExpires, MinExpires.Write(Initial.MinExpires),
            (options, _, expires) => With(options, registrar => registrar with { MinExpires = expires }),
            "A phone that asks for less is answered 423; at most 1h, because a wish of an hour may not be refused (RFC 3261 §10.3). "
            + "60s as in Flexisip.")
        {
            IsReloaded = true,
        },
        new ConfigKey<TimeSpan>(
            "registrar.max_expires", Expires, Expires.Write(Initial.MaxExpires),
            (options, _, expires) => With(options, registrar => registrar with { MaxExpires = expires }),
            "The most that a phone gets that cannot be pushed; for others see `push.reach`. 1d as in Flexisip.")
        {
            IsReloaded = true,
        },
        new ConfigKey<TimeSpan>(
            "registrar.force_expires", Force, Force.Write(Initial.ForceExpires),
            (options, _, expires) => With(options, registrar => registrar with { ForceExpires = expires }),
            "What a phone that cannot be pushed gets, whatever it asks for, more or less; for others see `push.reach`. \"0\": the keys "
            + "above count. Off as in Flexisip.")
        {
            IsReloaded = true,
        },
        new ConfigKey<int>(
            "registrar.max_contacts", Contacts, Contacts.Write(Initial.MaxContacts),
            (options, _, contacts) => With(options, registrar => registrar with { MaxContacts = contacts }),
            "Contacts of one user; the oldest goes. 12 as in Flexisip."),
        new ConfigKey<int>(
            "registrar.max_contacts_per_register", Contacts, Contacts.Write(Initial.MaxContactsPerRegister),
            (options, _, contacts) => With(options, registrar => registrar with { MaxContactsPerRegister = contacts }),
            "Contacts in one REGISTER, also those that it removes; with more it is refused with 403. 12 as in Flexisip.")
        {
            IsReloaded = true,
        },
        new ConfigKey<bool>(
            "registrar.gruu", Kinds.Flag, Kinds.Flag.Write(Initial.Gruu),
            (options, _, gruu) => With(options, registrar => registrar with { Gruu = gruu }),
            "Whether phones that ask for it are told URIs of their own (RFC 5627), by which each can be called alone. So as Flexisip's "
            + "`enable-gruu`.")
        {
            IsReloaded = true,
        },
        new ConfigKey<IReadOnlyList<string>>(
            "registrar.service_route", Routes, "none",
            (options, _, routes) => With(options, registrar => registrar with { ServiceRoute = routes }),
            "Where phones are to send their requests (RFC 3608), first hop first; such as `[\"sip:sip.example.org;lr\"]`. None as in "
            + "Flexisip.")
        {
            IsReloaded = true,
        },
        new ConfigKey<bool>(
            "registrar.require_path_support", Kinds.Flag, Kinds.Flag.Write(Initial.RequiresPathSupport),
            (options, _, requires) => With(options, registrar => registrar with { RequiresPathSupport = requires }),
            "Whether a phone behind a proxy that adds Path is refused (420) unless it says `Supported: path`, as RFC 3327 §5.3 recommends. "
            + "Not so by default, because most phones say nothing.")
        {
            IsReloaded = true,
        },
        new ConfigKey<bool>(
            "registrar.keep_alive", Kinds.Flag, Kinds.Flag.Write(Initial.KeepsMappings),
            (options, _, keeps) => With(options, registrar => registrar with { KeepsMappings = keeps }),
            "Whether phones on UDP that keep silent and cannot be pushed are asked OPTIONS every half minute, so that their NATs do not "
            + "forget them; see [nat.md](nat.md). True: without it such a phone cannot be called."),
    ];

    // RFC 3608 §6.3: loose routers.
    static string? CheckRoute(string text) =>
        Ascii.IsValid(text) && SipUri.TryParse(Encoding.ASCII.GetBytes(Bare(text)), out var uri) && uri.IsSip
        && uri.Parameters.Contains("lr"u8) && uri.Headers.IsEmpty
            ? null
            : $"\"{text}\" is not a SIP URI with lr, such as sip:sip.example.org;lr";

    static string Bare(string text) => text is ['<', .. var inner, '>'] ? inner : text;

    static ServerOptions With(ServerOptions options, Func<RegistrarOptions, RegistrarOptions> change) =>
        options with { Registrar = change(options.Registrar) };
}
