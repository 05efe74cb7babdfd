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
    static readonly ValueKind<int> Contacts = Kinds.Number(1, 100);

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
        new ConfigKey<int>(
            "registrar.max_contacts", Contacts, Contacts.Write(Initial.MaxContacts),
            (options, _, contacts) => With(options, registrar => registrar with { MaxContacts = contacts }),
            "Contacts of one user; the oldest goes. 12 as in Flexisip."),
    ];

    static ServerOptions With(ServerOptions options, Func<RegistrarOptions, RegistrarOptions> change) =>
        options with { Registrar = change(options.Registrar) };
}
