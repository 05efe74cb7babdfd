using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Rouse.Server.Admin;

namespace Rouse.Admin;

/// <summary>A live trace on the wire: one JSON object a line, each sent at once.</summary>
static class TraceStream
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Writes until the reader goes.</summary>
    public static async Task WriteAsync(HttpContext context, LiveTrace trace)
    {
        // Who has paged away comes back later, and is told what it missed.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        context.Response.ContentType = MediaType;
        var output = context.Response.BodyWriter;
        await output.FlushAsync(context.RequestAborted);
        await foreach (var line in trace.ReadAsync(context.RequestAborted))
        {
            output.Write(JsonSerializer.SerializeToUtf8Bytes(line, AdminJson.Default.TraceLine));
            output.Write("\n"u8);
            await output.FlushAsync(context.RequestAborted);
        }
    }

    /// <summary>The next line; null at the end of the stream.</summary>
    /// <exception cref="AdminException">It is none of ours.</exception>
    public static async Task<TraceLine?> ReadAsync(StreamReader lines, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadLineAsync(cancellation) is { } line
                ? JsonSerializer.Deserialize(line, AdminJson.Default.TraceLine)
                : null;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return null;
        }
        catch (JsonException failure)
        {
            throw new AdminException("the trace is not understood: is that server a Rouse of this version?", failure);
        }
    }
}
