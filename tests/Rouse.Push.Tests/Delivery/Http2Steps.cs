using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Rouse.Push.Tests.Delivery;

/// <summary>The things that HTTP/2 servers do.</summary>
internal static class Http2Steps
{
    public const string Closing = nameof(Closing);

    /// <summary>Nothing, with the stream open.</summary>
    public static Http2Step Silence { get; } = static context => Task.Delay(Timeout.Infinite, ClosingOf(context));

    /// <summary>TCP reset in the middle of a request.</summary>
    public static Http2Step Abort { get; } = static context =>
    {
        context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        return Task.CompletedTask;
    };

    /// <summary>GOAWAY that covers this request, and then nothing (RFC 9113 §6.8).</summary>
    public static Http2Step GoAwayAndSilence { get; } = static context =>
    {
        context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
        return Silence(context);
    };

    /// <summary>A complete response.</summary>
    public static Http2Step Answer(int status, string body = "", params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    };

    /// <summary>An answer in the form of Apple's.</summary>
    public static Http2Step Reason(int status, string reason, params (string Name, string Value)[] headers) =>
        Answer(status, $$"""{"reason":"{{reason}}"}""", headers);

    /// <summary>RST_STREAM (RFC 9113 §6.4).</summary>
    public static Http2Step Reset(int errorCode) => context =>
    {
        context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
        return Task.CompletedTask;
    };

    /// <summary>A step that begins when the test says so.</summary>
    public static Http2Step When(TaskCompletionSource gate, Http2Step step) => async context =>
    {
        await gate.Task.WaitAsync(ClosingOf(context));
        await step(context);
    };

    private static CancellationToken ClosingOf(HttpContext context) => (CancellationToken)context.Items[Closing]!;
}
