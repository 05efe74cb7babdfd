using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rouse.Push.Delivery;

namespace Rouse.Push.Fcm;

/// <summary>
/// The access token of one service account (OAuth 2.0 with a signed assertion, RFC 7523 §2.1). One request at a time; while a token is
/// still good the next one is fetched beside the pushes.
/// </summary>
internal sealed class FcmAccessTokens : IDisposable
{
    /// <summary>As Flexisip's <c>firebase-token-expiration-anticipation-time</c>: 300 s.</summary>
    public static readonly TimeSpan Anticipation = TimeSpan.FromMinutes(5);

    /// <summary>After a failure, while the old token is still good; Google asks for at least 10 s between retries.</summary>
    public static readonly TimeSpan HoldOff = TimeSpan.FromSeconds(10);

    private const string Scope = "https://www.googleapis.com/auth/firebase.messaging";

    private const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    // The longest that Google takes.
    private static readonly TimeSpan AssertionLifetime = TimeSpan.FromHours(1);

    private readonly FcmCredentials _credentials;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _client;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly Lock _lock = new();
    private Task<FcmAccessToken>? _refresh;
    private FcmAccessToken? _current;
    private long _receivedAt;
    private long? _failedAt;

    public FcmAccessTokens(FcmCredentials credentials, TimeSpan timeout, TimeProvider time)
    {
        _credentials = credentials;
        _timeout = timeout;
        _time = time;
        _stopped = _stopping.Token;
        var handler = Http2Channel.CreateHandler(timeout, credentials.Authorities);
        // One request an hour.
        handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1);
        _client = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>The token, or why there is none.</summary>
    public async Task<FcmAccessToken> GetAsync(CancellationToken cancellation)
    {
        Task<FcmAccessToken> refresh;
        lock (_lock)
        {
            var left = _current is null ? TimeSpan.Zero : _current.Lifetime - _time.GetElapsedTime(_receivedAt);
            if (left > Anticipation || (left > TimeSpan.Zero && IsHeldOff()))
                return _current!;
            refresh = _refresh ??= RefreshAsync();
            if (left > TimeSpan.Zero)
                return _current!;
        }
        return await refresh.WaitAsync(cancellation);
    }

    /// <summary>Google refuses this token, whatever it said of its lifetime.</summary>
    public void Discard(string token)
    {
        lock (_lock)
        {
            if (_current?.Value == token)
                _current = null;
        }
    }

    public void Dispose()
    {
        if (_stopped.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
        _client.Dispose();
    }

    private bool IsHeldOff() => _failedAt is { } failed && _time.GetElapsedTime(failed) < HoldOff;

    private async Task<FcmAccessToken> RefreshAsync()
    {
        // Not under the caller's lock: signing takes a millisecond.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var answer = await FetchAsync();
        lock (_lock)
        {
            _refresh = null;
            _failedAt = answer.Refusal is null ? null : _time.GetTimestamp();
            if (answer.Refusal is null)
            {
                _current = answer;
                _receivedAt = _time.GetTimestamp();
            }
        }
        return answer;
    }

    private async Task<FcmAccessToken> FetchAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(_timeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopped);
            using var request = CreateRequest();
            using var response = await _client.SendAsync(request, either.Token);
            var body = await ReplyBody.ReadAsync(response.Content, _time, either.Token);
            return FcmAccessToken.Of((int)response.StatusCode, body, ReplyBody.RetryAfterOf(response, _time));
        }
        catch (OperationCanceledException)
        {
            return FcmAccessToken.Failed("no answer in time");
        }
        catch (Exception error)
        {
            return FcmAccessToken.Failed(ReasonText.Of(error, ""));
        }
    }

    private HttpRequestMessage CreateRequest() => new(HttpMethod.Post, _credentials.TokenServer)
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        Content = new FormUrlEncodedContent([new("grant_type", GrantType), new("assertion", CreateAssertion())]),
    };

    private string CreateAssertion()
    {
        var account = _credentials.Account;
        var now = _time.GetUtcNow();
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new("RS256", "JWT", account.PrivateKeyId), FcmAssertionJson.Default.FcmAssertionHeader);
        var claims = JsonSerializer.SerializeToUtf8Bytes(
            new(account.ClientEmail!, Scope, _credentials.Audience, now.ToUnixTimeSeconds(), (now + AssertionLifetime).ToUnixTimeSeconds()),
            FcmAssertionJson.Default.FcmAssertionClaims);
        return JsonWebToken.Sign(
            header, claims, signed => _credentials.Key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}

internal sealed record FcmAssertionHeader(string Alg, string Typ, string? Kid);

internal sealed record FcmAssertionClaims(string Iss, string Scope, string Aud, long Iat, long Exp);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FcmAssertionHeader))]
[JsonSerializable(typeof(FcmAssertionClaims))]
internal sealed partial class FcmAssertionJson : JsonSerializerContext;
