namespace Rouse.Server.Registrar;

/// <summary><c>[registrar]</c>: how long bindings live (RFC 3261 §10.3).</summary>
public sealed record RegistrarOptions
{
    /// <summary>Granted when the phone asks for nothing; RFC 3261 §10.2 suggests 1 h.</summary>
    public TimeSpan DefaultExpires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A shorter wish is answered 423; 60 s as Flexisip's <c>min-expires</c>.</summary>
    public TimeSpan MinExpires { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest grant to a phone that cannot be pushed; 1 d as Flexisip's <c>max-expires</c>.</summary>
    public TimeSpan MaxExpires { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// What a phone that cannot be pushed gets, whatever it asks for; zero: what the others say. Off as Flexisip's <c>force-expires</c>.
    /// </summary>
    public TimeSpan ForceExpires { get; init; }

    /// <summary>Contacts of one address of record; the oldest goes. 12 as Flexisip's <c>max-contacts-by-aor</c>.</summary>
    public int MaxContacts { get; init; } = 12;

    /// <summary>
    /// Contacts in one REGISTER; with more it is refused with 403. 12 as Flexisip's <c>max-contacts-per-registration</c>.
    /// </summary>
    public int MaxContactsPerRegister { get; init; } = 12;

    /// <summary>Whether phones that ask for it get GRUUs (RFC 5627); so as Flexisip's <c>enable-gruu</c>.</summary>
    public bool Gruu { get; init; } = true;

    /// <summary>
    /// Service-Route of the 2xx (RFC 3608), top first: where phones send their requests. None as Flexisip's <c>service-route</c>.
    /// </summary>
    public IReadOnlyList<string> ServiceRoute { get; init; } = [];

    /// <summary>
    /// Whether a REGISTER with Path is refused with 420 if its phone does not say that it knows it, as RFC 3327 §5.3 recommends. Not so:
    /// most phones behind an edge proxy say nothing.
    /// </summary>
    public bool RequiresPathSupport { get; init; }

    /// <summary>
    /// Whether phones on UDP that keep silent and cannot be pushed are asked OPTIONS, so that their NATs stay open. Own decision: a phone
    /// that needs it and does not get it is lost after half a minute, and the others are asked next to nothing.
    /// </summary>
    public bool KeepsMappings { get; init; } = true;
}

/// <summary>What a binding is granted by.</summary>
/// <param name="Registrar"><c>[registrar]</c>.</param>
/// <param name="Reach"><c>push.reach</c>: how long a phone that can be woken is kept at least; zero as long as every other.</param>
sealed record GrantOptions(RegistrarOptions Registrar, TimeSpan Reach);
