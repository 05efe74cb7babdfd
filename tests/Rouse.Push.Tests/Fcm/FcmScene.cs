using System.Security.Cryptography;
using System.Text.Json;
using Rouse.Push.Fcm;
using Rouse.Push.Tests.Apns;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Fcm;

/// <summary>A provider, the server that plays FCM and the one that plays Google's OAuth, on a clock of the test's own.</summary>
internal sealed class FcmScene : IAsyncDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static readonly TimeSpan Minutes = TimeSpan.FromMinutes(5);

    /// <summary>Wait before the first retry.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);

    public const string Token = "Secret-Token:1";

    private FcmScene(ScriptedHttp2Server server, ScriptedHttp2Server oauth, Func<FcmSettings, FcmSettings>? change)
    {
        Server = server;
        OAuth = oauth;
        var settings = new FcmSettings
        {
            ServiceAccount = AccountOf(oauth.Url + "/token"),
            ProjectNumber = "123456789012",
            Url = server.Url,
            Authority = server.Authority + "\n" + oauth.Authority,
        };
        Settings = change is null ? settings : change(settings);
        Provider = new FcmProvider(Settings, Time, () => 0.5);
    }

    public static RSA Key { get; } = RSA.Create(2048);

    public SignallingTime Time { get; } = ApnsScene.At(ApnsScene.Start);

    public ScriptedHttp2Server Server { get; }

    public ScriptedHttp2Server OAuth { get; }

    public FcmSettings Settings { get; }

    public FcmProvider Provider { get; }

    public static PushMessage Message { get; } = ApnsScene.Message with
    {
        Provider = "fcm",
        Param = "123456789012",
        Token = Token,
        Service = PushService.Unspecified,
    };

    /// <summary>With an access token of an hour waiting to be fetched, unless the test has its own.</summary>
    public static async Task<FcmScene> StartAsync(Func<FcmSettings, FcmSettings>? change = null, bool hasToken = true)
    {
        var scene = new FcmScene(await ScriptedHttp2Server.StartAsync(), await ScriptedHttp2Server.StartAsync(), change);
        if (hasToken)
            scene.OAuth.Then(AccessToken("access-1"));
        return scene;
    }

    public static string AccountOf(string tokenUri, RSA? key = null) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account",
        ["project_id"] = "example-phone",
        ["private_key_id"] = "key-1",
        ["private_key"] = (key ?? Key).ExportPkcs8PrivateKeyPem(),
        ["client_email"] = "push@example-phone.iam.gserviceaccount.com",
        ["token_uri"] = tokenUri,
    });

    public static Http2Step AccessToken(string value, long seconds = 3600) =>
        Http2Steps.Answer(200, $$"""{"access_token":"{{value}}","expires_in":{{seconds}},"token_type":"Bearer"}""");

    /// <summary>An error in the form of Google's.</summary>
    public static Http2Step Error(int status, string general, string? code = null, params (string Name, string Value)[] headers)
    {
        object[] details = code is null ? [] : [new Dictionary<string, string>
        {
            ["@type"] = "type.googleapis.com/google.firebase.fcm.v1.FcmError",
            ["errorCode"] = code,
        }];
        var body = JsonSerializer.Serialize(new { error = new { code = status, message = "Said.", status = general, details } });
        return Http2Steps.Answer(status, body, headers);
    }

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
        await OAuth.DisposeAsync();
    }
}
