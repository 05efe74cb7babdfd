using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rouse.Sandbox.Fcm;

namespace Rouse.Sandbox.Tests.Fcm;

/// <summary>A sandbox with one Firebase project, and a client of plain HTTP.</summary>
internal sealed class FcmScene : IAsyncDisposable
{
    public const string Project = "phone-1f2e3";
    public const string Number = "123456789012";
    public const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    public const string Scope = "https://www.googleapis.com/auth/firebase.messaging";

    // RSA keys are slow to make: two for all tests, but for the one that looks at the sandbox's own.
    private static readonly string Key = NewKey();
    private static readonly string OtherKey = NewKey();

    private FcmScene(SandboxServer server, TestClock clock)
    {
        (Server, Clock) = (server, clock);
        App = server.RegisterFcm(new() { ProjectId = Project, ProjectNumber = Number, PrivateKeyPem = Key });
        Token = server.IssueToken(App);
        Client = TrustingClient.For(server);
        Account = JsonElement.Parse(App.ServiceAccountJson);
    }

    public SandboxServer Server { get; }

    public TestClock Clock { get; }

    public FcmApp App { get; }

    public string Token { get; }

    public HttpClient Client { get; }

    /// <summary>The service-account file.</summary>
    public JsonElement Account { get; }

    /// <summary>Access token of the next pushes; null: none is sent.</summary>
    public string? Access { get; set; }

    public static Task<FcmScene> Start(FcmQuotaSettings quota) => Start(new SandboxSettings { FcmQuota = quota });

    public static async Task<FcmScene> Start(SandboxSettings? settings = null)
    {
        var clock = new TestClock();
        var scene = new FcmScene(await SandboxServer.StartAsync(settings ?? new(), clock), clock);
        scene.Access = await scene.Authorize();
        return scene;
    }

    /// <summary>A second project, with another key.</summary>
    public FcmApp RegisterOther() =>
        Server.RegisterFcm(new() { ProjectId = "phone-2", ProjectNumber = "2", PrivateKeyPem = OtherKey });

    /// <summary>What an assertion says when it is right.</summary>
    public (JsonObject Header, JsonObject Claims) Assertion()
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        return (
            new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = Text("private_key_id") },
            new() { ["iss"] = Text("client_email"), ["scope"] = Scope, ["aud"] = Text("token_uri"), ["iat"] = now, ["exp"] = now + 3600 });
    }

    public string Sign(JsonObject header, JsonObject claims) => SignedToken.Rs256(Text("private_key"), header, claims);

    public async Task<string> Authorize()
    {
        var (header, claims) = Assertion();
        return (await Exchange(Sign(header, claims))).Body.GetProperty("access_token").GetString()!;
    }

    public Task<FcmReply> Exchange(string assertion, string grantType = GrantType) =>
        Post(new(Text("token_uri")), new FormUrlEncodedContent([new("grant_type", grantType), new("assertion", assertion)]));

    /// <summary>A call message as it should be.</summary>
    public JsonObject Message() => new()
    {
        ["message"] = new JsonObject
        {
            ["token"] = Token,
            ["android"] = new JsonObject { ["priority"] = "high", ["ttl"] = "30s" },
            ["data"] = new JsonObject { ["call-id"] = "a84b4c76e66710" },
        },
    };

    public Task<FcmReply> Send(JsonObject? body = null, string project = Project) => Send((body ?? Message()).ToJsonString(), project);

    public Task<FcmReply> Send(string body, string project = Project) =>
        Post(new(Server.Fcm, $"/v1/projects/{project}/messages:send"), new StringContent(body, Encoding.UTF8, "application/json"), Access);

    public async Task<FcmReply> Post(Uri url, HttpContent content, string? access = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, url)
        {
            Content = content,
            Version = Client.DefaultRequestVersion,
            VersionPolicy = Client.DefaultVersionPolicy,
        };
        if (access is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        using var response = await Client.SendAsync(request).Soon();
        var retryAfter = response.Headers.RetryAfter?.Delta;
        return new((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync().Soon()), retryAfter);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    private static string NewKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private string Text(string name) => Account.GetProperty(name).GetString()!;
}

internal sealed record FcmReply(int Status, JsonElement Body, TimeSpan? RetryAfter)
{
    private JsonElement Error => Body.GetProperty("error");

    private IEnumerable<JsonElement> Details => Error.TryGetProperty("details", out var details) ? details.EnumerateArray() : [];

    /// <summary>HTTP status, canonical code, FCM's code (a dash if none) and the first field that is wrong (a dash if none).</summary>
    public string Result =>
        Status == 200 ? "200" : $"{Status} {Error.GetProperty("status").GetString()} {ErrorCode ?? "-"} {Fields.FirstOrDefault("-")}";

    public string? ErrorCode => Details
        .Where(detail => detail.GetProperty("@type").GetString() == "type.googleapis.com/google.firebase.fcm.v1.FcmError")
        .Select(detail => detail.GetProperty("errorCode").GetString())
        .SingleOrDefault();

    public IEnumerable<string> Fields => Details
        .Where(detail => detail.GetProperty("@type").GetString() == "type.googleapis.com/google.rpc.BadRequest")
        .SelectMany(detail => detail.GetProperty("fieldViolations").EnumerateArray())
        .Select(violation => violation.GetProperty("field").GetString()!);

    /// <summary>Of the token endpoint.</summary>
    public string OAuthError => Error.GetString()!;

    public string Name => Body.GetProperty("name").GetString()!;
}
