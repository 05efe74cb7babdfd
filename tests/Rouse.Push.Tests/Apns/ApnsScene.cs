using System.Security.Cryptography;
using Rouse.Push.Apns;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Apns;

/// <summary>A provider and the server that plays Apple, on a clock of the test's own.</summary>
internal sealed class ApnsScene : IAsyncDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static readonly TimeSpan Minutes = TimeSpan.FromMinutes(5);

    /// <summary>Wait before the first retry.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);

    public const string Token = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";

    private ApnsScene(ScriptedHttp2Server server, ScriptedHttp2Server? development, Func<ApnsSettings, ApnsSettings>? change)
    {
        Server = server;
        Development = development;
        var settings = new ApnsSettings
        {
            Key = PemOf(Key),
            KeyId = "ABC123DEFG",
            TeamId = "TEAM123456",
            Url = server.Url,
            DevelopmentUrl = development?.Url,
            Authority = server.Authority + "\n" + development?.Authority,
        };
        Settings = change is null ? settings : change(settings);
        // The middle of the jitter: waits are exactly 200, 400, 800 … ms.
        Provider = new ApnsProvider(Settings, Time, null, () => 0.5);
    }

    /// <summary>2026-03-01 12:00:00 UTC.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SignallingTime Time { get; } = At(Start);

    public ScriptedHttp2Server Server { get; }

    public ScriptedHttp2Server? Development { get; }

    public ApnsSettings Settings { get; }

    public ApnsProvider Provider { get; }

    public static PushMessage Message { get; } = new()
    {
        Provider = "apns",
        Param = "TEAM123456.org.example.phone.remote&voip",
        Token = Token,
        Service = PushService.Voip,
        Event = PushEvent.Call,
        CallId = "a84b4c76e66710@pc33.atlanta.com",
        InstanceId = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        CallerUri = "sip:alice@example.org",
        CallerName = "Alice \"A\" Näf",
        To = "sip:bob@example.org",
        TimeToLive = TimeSpan.FromSeconds(60.9),
    };

    public static async Task<ApnsScene> StartAsync(Func<ApnsSettings, ApnsSettings>? change = null, int maxStreams = 100) =>
        new(await ScriptedHttp2Server.StartAsync(maxStreams), null, change);

    /// <summary>With a development server beside the production server.</summary>
    public static async Task<ApnsScene> StartBothAsync(Func<ApnsSettings, ApnsSettings>? change = null) =>
        new(await ScriptedHttp2Server.StartAsync(), await ScriptedHttp2Server.StartAsync(), change);

    public static SignallingTime At(DateTimeOffset start)
    {
        var time = new SignallingTime();
        time.SetUtcNow(start);
        return time;
    }

    public static string PemOf(ECDsa key) => key.ExportPkcs8PrivateKeyPem();

    public Task<PushOutcome> Send(PushMessage? message = null, TimeSpan? deadline = null, CancellationToken cancellation = default) =>
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
        if (Development is not null)
            await Development.DisposeAsync();
    }
}
