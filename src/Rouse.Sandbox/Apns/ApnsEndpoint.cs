using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rouse.Sandbox.Hosting;

namespace Rouse.Sandbox.Apns;

/// <summary>One of Apple's two push services: <c>POST /3/device/TOKEN</c> over HTTP/2.</summary>
internal sealed class ApnsEndpoint(
    ApnsEnvironment environment, ApnsSenders senders, ApnsTokens tokens, SandboxScript script, PushLog log, TimeProvider time)
    : IServiceEndpoint
{
    private const string Path = "/3/device/";

    public async Task AnswerAsync(HttpContext http)
    {
        var headers = new ApnsHeaders(http.Request.Headers);
        var id = headers.Id is { } given && ApnsHeaderCheck.IsId(given) ? given : Guid.NewGuid().ToString();
        http.Response.Headers["apns-id"] = id;

        var authorization = ConnectionScope.Of(http).State<ApnsAuthorization>();
        if (Check(http, headers, authorization, out var token, out var request) is { } refusal)
        {
            await ApnsAnswer.WriteAsync(http.Response, refusal);
            return;
        }

        var body = await RequestBody.ReadAsync(http.Request, request!.Type.MaxPayloadBytes, http.RequestAborted);
        if (ApnsPayload.Check(body) is { } bodyRefusal)
            await ApnsAnswer.WriteAsync(http.Response, bodyRefusal);
        else
            await PlayAsync(http, Push(token, id, request, body!), authorization);
    }

    private static ApnsRefusal? CheckLine(HttpContext http, out string token)
    {
        token = "";
        if (http.Request.Method != HttpMethods.Post)
            return new(405, "MethodNotAllowed");
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith(Path, StringComparison.Ordinal) || target.AsSpan(Path.Length).ContainsAny('/', '?'))
            return new(404, "BadPath");
        token = target[Path.Length..].ToLowerInvariant();
        return null;
    }

    private ApnsRefusal? Check(
        HttpContext http, ApnsHeaders headers, ApnsAuthorization authorization, out string token, out ApnsRequest? request)
    {
        request = null;
        if (CheckLine(http, out token) is { } lineRefusal)
            return lineRefusal;
        if (headers.Repeated)
            return ApnsRefusal.BadRequest("DuplicateHeaders");
        return Authorize(http, headers, authorization, out var app)
            ?? ApnsHeaderCheck.Check(headers, app!, out request)
            ?? tokens.Check(token, request!, environment);
    }

    // Whoever shows a certificate has logged in with it: Apple does not look at the header then.
    private ApnsRefusal? Authorize(HttpContext http, ApnsHeaders headers, ApnsAuthorization authorization, out ApnsApp? app) =>
        http.Connection.ClientCertificate is { } certificate
            ? senders.Certificates.Check(certificate, environment, out app)
            : authorization.Check(headers.Authorization, senders.Keys, environment, time.GetUtcNow(), out app);

    private async Task PlayAsync(HttpContext http, AcceptedPush push, ApnsAuthorization authorization)
    {
        var behaviour = script.Take(SandboxService.Apns, push.Token);
        if (behaviour is SandboxBehaviour.Refuse refuse)
        {
            if (refuse.Reason == "ExpiredProviderToken")
                authorization.Forget();
            await ApnsAnswer.WriteAsync(http.Response, refuse, time.GetUtcNow());
            return;
        }

        if (await Disturbance.PlayAsync(behaviour, http))
            return;
        if (environment == ApnsEnvironment.Development)
            http.Response.Headers["apns-unique-id"] = Guid.NewGuid().ToString();
        log.Add(push);
        if (behaviour is SandboxBehaviour.Drip drip)
            await Disturbance.DripAsync(drip, http.Response, time);
    }

    private AcceptedPush Push(string token, string id, ApnsRequest request, byte[] body) => new()
    {
        Service = SandboxService.Apns,
        App = request.BundleId,
        Token = token,
        Kind = request.Type.Name,
        Id = id,
        Urgent = request.Priority == 10,
        ExpiresAt = request.ExpiresAt,
        CollapseId = request.CollapseId,
        Payload = Encoding.UTF8.GetString(body),
        At = time.GetUtcNow(),
    };
}
