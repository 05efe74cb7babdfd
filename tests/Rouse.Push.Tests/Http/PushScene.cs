using Rouse.Push.Http;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Http;

/// <summary>A provider and the server that it pushes to, on a clock of the test's own.</summary>
internal sealed class PushScene : IAsyncDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    /// <summary>What the tests give a push that has time: longer than anything else in them.</summary>
    public static readonly TimeSpan Minutes = TimeSpan.FromMinutes(5);

    public const string Token = "Secret-Token:1";

    public PushScene(string template = "/push", Func<HttpPushSettings, HttpPushSettings>? change = null)
    {
        var settings = new HttpPushSettings { Url = Server.Url + template };
        Settings = change is null ? settings : change(settings);
        // The middle of the jitter: waits are exactly 200, 400, 800 … ms.
        Provider = new HttpPushProvider(Settings, Time, null, () => 0.5);
    }

    public SignallingTime Time { get; } = new();

    public ScriptedHttpServer Server { get; } = new();

    public HttpPushSettings Settings { get; }

    public HttpPushProvider Provider { get; }

    public static PushMessage Message { get; } = new()
    {
        Provider = "fcm",
        Param = "org.example.phone",
        Token = Token,
        Event = PushEvent.Call,
        CallId = "a84b4c76e66710@pc33.atlanta.com",
        CallerUri = "sip:alice@example.org",
        CallerName = "Alice \"A\" Näf",
        To = "sip:bob@example.org",
        TimeToLive = TimeSpan.FromSeconds(60.9),
    };

    public Task<PushOutcome> Send(TimeSpan? deadline = null, PushMessage? message = null, CancellationToken cancellation = default) =>
        Provider.SendAsync(message ?? Message, deadline ?? Minutes, cancellation).Soon();

    /// <summary>Waits for the provider to begin a wait of this length, then lets it pass.</summary>
    public async Task Pass(TimeSpan wait)
    {
        await Time.TimerOf(wait);
        Time.Advance(wait);
    }

    public async ValueTask DisposeAsync()
    {
        Provider.Dispose();
        await Server.DisposeAsync();
    }
}
