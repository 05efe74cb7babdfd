using System.Text.Json;
using System.Text.Json.Nodes;
using Rouse.Sandbox.Apns;

namespace Rouse.Sandbox.Tests.Apns;

/// <summary>A sandbox with one app of team TEAM123456, and a client of plain HTTP.</summary>
internal sealed class ApnsScene : IAsyncDisposable
{
    public const string BundleId = "org.example.phone";
    public const string OtherBundleId = "org.example.desk";
    public const string Team = "TEAM123456";
    public const string Key = "ABC123DEFG";

    private readonly List<HttpClient> _clients = [];

    private ApnsScene(SandboxServer server, TestClock clock)
    {
        (Server, Clock) = (server, clock);
        App = server.RegisterApns(new() { TeamId = Team, KeyId = Key, BundleIds = [BundleId, OtherBundleId] });
        Remote = Issue();
        Voip = Issue(kind: ApnsTokenKind.Voip);
        Client = NewClient();
    }

    public SandboxServer Server { get; }

    public TestClock Clock { get; }

    public ApnsApp App { get; }

    /// <summary>A token for alerts, production.</summary>
    public string Remote { get; }

    /// <summary>A token for VoIP pushes, production.</summary>
    public string Voip { get; }

    public HttpClient Client { get; }

    public static async Task<ApnsScene> Start(SandboxSettings? settings = null)
    {
        var clock = new TestClock();
        return new(await SandboxServer.StartAsync(settings ?? new(), clock), clock);
    }

    public HttpClient NewClient(Version? version = null)
    {
        var client = TrustingClient.For(Server, version);
        _clients.Add(client);
        return client;
    }

    public string Issue(
        string bundleId = BundleId, ApnsEnvironment environment = ApnsEnvironment.Production, ApnsTokenKind kind = ApnsTokenKind.Remote) =>
        Server.IssueToken(App, bundleId, environment, kind);

    public ApnsPush Alert(string? token = null) => Push(token ?? Remote, "alert", BundleId, "10");

    public ApnsPush Call(string? token = null) => Push(token ?? Voip, "voip", BundleId + ".voip", "10");

    public ApnsPush Background() => Push(Remote, "background", BundleId, "5");

    public Task<ApnsReply> Send(ApnsPush push, HttpClient? client = null, Uri? service = null) =>
        SendAndRead(push, client ?? Client, service ?? Server.ApnsProduction).Soon();

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Server.DisposeAsync();
    }

    private ApnsPush Push(string token, string type, string topic, string priority)
    {
        var push = new ApnsPush
        {
            Path = "/3/device/" + token,
            PrivateKeyPem = App.PrivateKeyPem!,
            TokenHeader = new JsonObject { ["alg"] = "ES256", ["kid"] = Key },
            TokenClaims = new JsonObject { ["iss"] = Team, ["iat"] = Clock.GetUtcNow().ToUnixTimeSeconds() },
        };
        (push["apns-push-type"], push["apns-topic"], push["apns-priority"]) = (type, topic, priority);
        push.Sign();
        return push;
    }

    private static async Task<ApnsReply> SendAndRead(ApnsPush push, HttpClient client, Uri service)
    {
        using var request = new HttpRequestMessage(push.Method, new Uri(service, push.Path))
        {
            Content = new ByteArrayContent(push.Body),
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        foreach (var (name, value) in push.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var json = body.Length == 0 ? default : JsonElement.Parse(body);
        return new(
            (int)response.StatusCode,
            body.Length == 0 ? "" : json.GetProperty("reason").GetString()!,
            body.Length > 0 && json.TryGetProperty("timestamp", out var timestamp) ? timestamp.GetInt64() : null,
            response.Headers.ToDictionary(header => header.Key, header => header.Value.Single(), StringComparer.OrdinalIgnoreCase));
    }
}

/// <param name="Timestamp">Milliseconds; only of 410.</param>
internal sealed record ApnsReply(int Status, string Reason, long? Timestamp, Dictionary<string, string> Headers)
{
    public (int Status, string Reason) Result => (Status, Reason);
}
