using System.Security.Cryptography;
using Rouse.Push;
using Rouse.Push.Apns;
using Rouse.Push.Delivery;
using Rouse.Push.Fcm;
using Rouse.Push.Payloads;

namespace Rouse.Benchmarks.Push;

/// <summary>A way to send pushes.</summary>
internal interface IPushSender : IDisposable
{
    /// <summary>Sends one to a device of this number; whether it was accepted.</summary>
    Task<bool> SendAsync(int number);
}

/// <summary>The clients that are compared.</summary>
internal static class PushSenders
{
    /// <summary>Rouse's clients, each followed by the floor under it: its bytes, sent by .NET alone.</summary>
    public static readonly string[] Names = ["apns", "apns-http-client", "apns-invoker", "fcm", "fcm-http-client"];

    private static readonly PushMessage Call = new()
    {
        Provider = "apns",
        Param = "TEAM123456.org.example.phone.voip",
        Token = "",
        Service = PushService.Voip,
        Event = PushEvent.Call,
        CallId = "a84b4c76e66710@pc33.atlanta.com",
        InstanceId = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        CallerUri = "sip:alice@example.org",
        CallerName = "Alice",
        To = "sip:bob@example.org",
        TimeToLive = TimeSpan.FromSeconds(60),
    };

    // As many phones as a busy server wakes; the form of Apple's tokens, which Google's have room for.
    private static readonly string[] Tokens =
        [.. Enumerable.Range(0, 1000).Select(_ => "aa" + RandomNumberGenerator.GetHexString(62, lowercase: true))];

    public static PushMessage MessageTo(int number) => Call with { Token = Tokens[number % Tokens.Length], CallId = $"{number}@192.0.2.1" };

    public static IPushSender Create(string name, SandboxAddress address, int concurrency) => name switch
    {
        "apns" => new EngineSender(new ApnsProvider(ApnsOf(address, concurrency), TimeProvider.System)),
        "fcm" => new EngineSender(new FcmProvider(FcmOf(address, concurrency), TimeProvider.System)),
        "apns-http-client" => PlainApns(address, handler => new HttpClient(handler)),
        "apns-invoker" => PlainApns(address, handler => new HttpMessageInvoker(handler)),
        "fcm-http-client" => PlainFcm(address),
        _ => throw new ArgumentException($"no client is called {name}", nameof(name)),
    };

    private static ApnsSettings ApnsOf(SandboxAddress address, int concurrency) => new()
    {
        Key = address.Key,
        KeyId = address.KeyId,
        TeamId = address.TeamId,
        Url = address.Apns,
        Authority = address.Authority,
        ShowCaller = true,
        MaxConcurrency = concurrency,
    };

    private static FcmSettings FcmOf(SandboxAddress address, int concurrency) => new()
    {
        ServiceAccount = address.ServiceAccount,
        Url = address.Fcm,
        Authority = address.Authority,
        ShowCaller = true,
        MaxConcurrency = concurrency,
    };

    private static PlainSender PlainApns(SandboxAddress address, Func<HttpMessageHandler, HttpMessageInvoker> create)
    {
        var settings = ApnsOf(address, 1);
        var key = ECDsa.Create();
        key.ImportFromPem(settings.Key);
        using var tokens = new ApnsTokens(TimeProvider.System);
        var jwt = tokens.Of(settings.TeamId!, settings.KeyId!, key).Current();
        var push = ApnsPush.Create(MessageTo(1), settings, TimeProvider.System.GetUtcNow(), out _)!;
        using var request = push.CreateRequest(settings.ProductionServer, jwt);
        return new PlainSender(create(Handler(settings.Authority!)), request, number => new Uri(
            settings.ProductionServer, $"/3/device/{Tokens[number % Tokens.Length]}"));
    }

    private static PlainSender PlainFcm(SandboxAddress address)
    {
        var settings = FcmOf(address, 1);
        using var credentials = FcmCredentials.Load(settings, [])!;
        using var accessTokens = new FcmAccessTokens(credentials, settings.RequestTimeout, TimeProvider.System);
        var accessToken = accessTokens.GetAsync(CancellationToken.None).GetAwaiter().GetResult().Authorization;
        var fields = new PayloadFields(MessageTo(1), true, TimeProvider.System.GetUtcNow(), PayloadTrim.Nothing);
        var body = new FcmRequest(new(MessageTo(1).Token, new("high", "60s", true), FcmData.Of(fields)));
        var url = new Uri(settings.Server, $"/v1/projects/{credentials.Account.ProjectId}/messages:send");
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(PayloadJson.Write(body, FcmJson.Default.FcmRequest)),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("authorization", accessToken);
        return new PlainSender(new HttpClient(Handler(settings.Authority!)), request, _ => url);
    }

    // Apple's rule for both: one connection.
    private static SocketsHttpHandler Handler(string authority) =>
        Http2Channel.CreateHandler(TimeSpan.FromSeconds(5), SecretText.ReadAuthorities(authority, []));
}

/// <summary>Rouse's client, with all that it does for a push.</summary>
internal sealed class EngineSender(IPushProvider provider) : IPushSender
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async Task<bool> SendAsync(int number) =>
        (await provider.SendAsync(PushSenders.MessageTo(number), Deadline, CancellationToken.None)).Verdict == PushVerdict.Accepted;

    public void Dispose() => ((IDisposable)provider).Dispose();
}

/// <summary>The bytes of one push again and again, to other devices: no JSON, no deadline, no retry, no outcome.</summary>
internal sealed class PlainSender : IPushSender
{
    private readonly HttpMessageInvoker _client;
    private readonly Func<int, Uri> _url;
    private readonly (string Name, string Value)[] _headers;
    private readonly System.Net.Http.Headers.MediaTypeHeaderValue? _contentType;
    private readonly byte[] _body;

    public PlainSender(HttpMessageInvoker client, HttpRequestMessage sample, Func<int, Uri> url)
    {
        _client = client;
        _url = url;
        _headers = [.. sample.Headers.NonValidated.Select(header => (header.Key, header.Value.ToString()))];
        _contentType = sample.Content!.Headers.ContentType;
        using var body = new MemoryStream();
        sample.Content.CopyTo(body, null, CancellationToken.None);
        _body = body.ToArray();
    }

    public async Task<bool> SendAsync(int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url(number))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(_body),
        };
        request.Content.Headers.ContentType = _contentType;
        foreach (var (name, value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = _client is HttpClient client
            ? await client.SendAsync(request)
            : await _client.SendAsync(request, CancellationToken.None);
        return response.IsSuccessStatusCode;
    }

    public void Dispose() => _client.Dispose();
}
