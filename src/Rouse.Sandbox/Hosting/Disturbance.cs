using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Rouse.Sandbox.Hosting;

/// <summary>The behaviours that are the same for every service: what happens to a stream or its connection.</summary>
internal static class Disturbance
{
    private static readonly byte[] Space = [(byte)' '];

    /// <returns>True if the request has had its end; false if it is to be accepted.</returns>
    public static async Task<bool> PlayAsync(SandboxBehaviour behaviour, HttpContext http)
    {
        switch (behaviour)
        {
            case SandboxBehaviour.GoAway:
                http.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
                return false;
            case SandboxBehaviour.CutConnection:
                ConnectionScope.Of(http).Cut();
                return true;
            case SandboxBehaviour.ResetStream reset:
                if (http.Features.Get<IHttpResetFeature>() is { } stream)
                    stream.Reset(reset.ErrorCode);
                else
                    http.Abort();
                return true;
            case SandboxBehaviour.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sends the headers, then a space per interval until the client leaves.</summary>
    public static async Task DripAsync(SandboxBehaviour.Drip drip, HttpResponse response, TimeProvider time)
    {
        var gone = response.HttpContext.RequestAborted;
        while (true)
        {
            await response.Body.FlushAsync(gone);
            await Task.Delay(drip.Interval, time, gone);
            await response.Body.WriteAsync(Space, gone);
        }
    }
}
