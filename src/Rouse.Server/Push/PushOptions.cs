using Rouse.Push.Http;

namespace Rouse.Server.Push;

/// <summary><c>[push]</c>: how sleeping phones are woken.</summary>
public sealed record PushOptions
{
    /// <summary>How long an INVITE is held for sleeping phones; 90 s as Flexisip's <c>call-fork-timeout</c>.</summary>
    public TimeSpan RingWindow { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>An awake phone that answers nothing for so long is pushed too; 1 s is twice T1 (RFC 3261 §17.1.1.1).</summary>
    public TimeSpan WhenSilent { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a phone that we can push stays registered; at most 24 d, because clients keep it in 32-bit milliseconds. Zero: as every
    /// other phone.
    /// </summary>
    public TimeSpan Reach { get; init; } = TimeSpan.FromDays(24);

    /// <summary>
    /// Pushes that one device gets in a minute, whoever causes them (RFC 8599 §13: they cost its battery); zero: as many as come. 60 stay
    /// below the 5,000 an hour that FCM allows.
    /// </summary>
    public int MaxPerPhone { get; init; } = 60;

    /// <summary>
    /// Pushes that one caller causes in a minute; zero: as many as it likes. Own decision: ten a second is more than a switchboard dials,
    /// and a flood of one account ends there.
    /// </summary>
    public int MaxPerCaller { get; init; } = 600;

    /// <summary>
    /// <c>[push.apps."NAME"]</c>: apps with credentials of their own at Apple or Google. A name is a bundle id or, for all apps of a team,
    /// the team's id; for FCM alone it is any name.
    /// </summary>
    public IReadOnlyDictionary<string, PushAppOptions> Apps { get; init; } = new Dictionary<string, PushAppOptions>();

    /// <summary>The generic provider, for every <c>pn-provider</c>/<c>pn-param</c> without an app of its own; null is none.</summary>
    public HttpPushOptions? Http { get; init; }

    /// <summary>
    /// The provisional response sent to the caller when a push was accepted: 180, 182 or 110 (Linphone's ecosystem); null is none.
    /// </summary>
    public int? Provisional { get; init; }
}

/// <summary><c>[push] http</c>: a push service behind one HTTP endpoint of the operator.</summary>
public sealed record HttpPushOptions
{
    /// <summary>Template with placeholders such as <c>{token}</c>; see <c>docs/apps.md</c>.</summary>
    public required string Url { get; init; }

    public string Method { get; init; } = "POST";

    /// <summary>Headers sent with each push, such as an API key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the caller's URI and display name go into the push.</summary>
    public bool ShowCaller { get; init; }

    /// <summary>"when_silent" pushes an awake phone only if it does not answer; "always" pushes every target at once.</summary>
    public string Policy { get; init; } = "when_silent";

    /// <summary>
    /// Whether a phone that was pushed for a call and has not come is pushed once more when the call is over; off, because services hold
    /// pushes that show nothing against the app.
    /// </summary>
    public bool CancelPush { get; init; }

    /// <summary>What the provider needs of it.</summary>
    internal HttpPushSettings ToSettings() => new() { Url = Url, Method = Method, Headers = Headers, ShowCaller = ShowCaller };
}
