using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rouse.Sandbox.Hosting;

namespace Rouse.Sandbox.Devices;

/// <summary>The permanent connection of a device: <c>GET /devices/TOKEN</c>, answered by a line of JSON for each push.</summary>
internal sealed class DeviceEndpoint(DeviceConnections connections) : IServiceEndpoint
{
    public const string Path = "/devices/";

    public async Task AnswerAsync(HttpContext http)
    {
        if (TokenOf(http) is not { } token)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var connection = connections.Open(token);
        if (connection is null)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        http.Response.ContentType = "application/x-ndjson";
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await foreach (var push in connection.Unread.Reader.ReadAllAsync(http.RequestAborted))
        {
            await http.Response.Body.WriteAsync(PushLine.Write(push), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static string? TokenOf(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var fits = http.Request.Method == HttpMethods.Get
            && target.StartsWith(Path, StringComparison.Ordinal)
            && target.Length > Path.Length
            && !target.AsSpan(Path.Length).ContainsAny('/', '?');
        return fits ? Uri.UnescapeDataString(target[Path.Length..]) : null;
    }
}
