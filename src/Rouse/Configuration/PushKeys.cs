using Rouse.Server;
using Rouse.Server.Push;

namespace Rouse.Configuration;

/// <summary><c>[push]</c> and <c>[push.http]</c>.</summary>
static class PushKeys
{
    static readonly PushOptions Initial = new();
    static readonly HttpPushOptions InitialHttp = new() { Url = "" };

    static readonly ValueKind<TimeSpan> RingWindow = Kinds.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    static readonly ValueKind<TimeSpan> WhenSilent = Kinds.Duration(TimeSpan.Zero, TimeSpan.FromSeconds(32));
    static readonly ValueKind<TimeSpan> Reach = Kinds.Duration(TimeSpan.Zero, TimeSpan.FromDays(24));
    static readonly ValueKind<int> Provisional = Kinds.Choice(("110", 110), ("180", 180), ("182", 182));
    static readonly ValueKind<string> Method = Kinds.Choice(("POST", "POST"), ("PUT", "PUT"), ("GET", "GET"));
    static readonly ValueKind<int> Limit = Kinds.Number(0, 1_000_000);

    /// <summary>Whether a phone that looks awake is pushed at once.</summary>
    public static ValueKind<string> Policy { get; } = Kinds.Choice(("when_silent", "when_silent"), ("always", "always"));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<TimeSpan>(
            "push.ring_window", RingWindow, RingWindow.Write(Initial.RingWindow),
            (options, _, window) => With(options, push => push with { RingWindow = window }),
            "How long a call is held for sleeping phones; never beyond the caller's `Expires`. 90s as in Flexisip."),
        new ConfigKey<TimeSpan>(
            "push.when_silent", WhenSilent, WhenSilent.Write(Initial.WhenSilent),
            (options, _, time) => With(options, push => push with { WhenSilent = time }),
            "A phone that looks awake is pushed too when it answers nothing for so long. "
            + "1s is twice T1 (RFC 3261 §17.1.1.1), the most is Timer B."),
        new ConfigKey<TimeSpan>(
            "push.reach", Reach, Reach.Write(Initial.Reach),
            (options, _, reach) => With(options, push => push with { Reach = reach }),
            "How long a phone that can be pushed stays registered while it sleeps. "
            + "24d, because phones keep it in 32-bit milliseconds; `\"0\"`: as every other phone."),
        new ConfigKey<int>(
            "push.provisional", Provisional, "nothing",
            (options, _, status) => With(options, push => push with { Provisional = status }),
            "What the caller is told, besides 100, when a push was accepted: "
            + "180 (it hears ringing), 182, or 110 as Linphone's servers send it."),
        new ConfigKey<int>(
            "push.max_per_phone", Limit, Limit.Write(Initial.MaxPerPhone),
            (options, _, most) => With(options, push => push with { MaxPerPhone = most }),
            "Pushes that one phone gets in a minute, whoever calls (RFC 8599 §13); 0: as many as come. "
            + "60 stay below the 5,000 an hour that FCM allows. Beyond it phones that are awake still ring."),
        new ConfigKey<int>(
            "push.max_per_caller", Limit, Limit.Write(Initial.MaxPerCaller),
            (options, _, most) => With(options, push => push with { MaxPerCaller = most }),
            "Pushes that one caller causes in a minute; 0: as many as it likes. "
            + "600, ten a second, are more than a switchboard dials; an account behind which many call may need more."),
        new ConfigKey<string>(
            "push.http.url", Kinds.HttpUrl, "none",
            (options, _, url) => WithHttp(options, http => http with { Url = url }),
            "A push service of your own: one HTTP request for each push to an app that has no section in `push.apps`."),
        new ConfigKey<string>(
            "push.http.method", Method, Method.Write(InitialHttp.Method),
            (options, _, method) => WithHttp(options, http => http with { Method = method }),
            "The request's method."),
        new ConfigKey<string>(
            "push.http.headers.*", Kinds.HeaderValue, "none",
            (options, name, value) => WithHttp(options, http => http with { Headers = Added(http, name, value) }),
            "Headers of the request: `headers = { Authorization = \"Bearer …\" }`.")
        {
            CheckName = Kinds.CheckHeaderName,
        },
        new ConfigKey<bool>(
            "push.http.show_caller", Kinds.Flag, Kinds.Flag.Write(InitialHttp.ShowCaller),
            (options, _, show) => WithHttp(options, http => http with { ShowCaller = show }),
            "Whether the service is told who calls."),
        new ConfigKey<string>(
            "push.http.policy", Policy, Policy.Write(InitialHttp.Policy),
            (options, _, policy) => WithHttp(options, http => http with { Policy = policy }),
            "`\"when_silent\"` pushes a phone that looks awake only if it does not answer, `\"always\"` at once."),
        new ConfigKey<bool>(
            "push.http.cancel", Kinds.Flag, Kinds.Flag.Write(InitialHttp.CancelPush),
            (options, _, cancel) => WithHttp(options, http => http with { CancelPush = cancel }),
            "Whether a phone that was pushed for a call and has not come is pushed once more, as `cancel`, when the call is over; "
            + "never to a VoIP token."),
    ];

    static ServerOptions With(ServerOptions options, Func<PushOptions, PushOptions> change) => options with { Push = change(options.Push) };

    static ServerOptions WithHttp(ServerOptions options, Func<HttpPushOptions, HttpPushOptions> change) =>
        With(options, push => push with { Http = change(push.Http ?? InitialHttp) });

    static Dictionary<string, string> Added(HttpPushOptions http, string name, string value) =>
        new(http.Headers, StringComparer.OrdinalIgnoreCase) { [name] = value };
}
