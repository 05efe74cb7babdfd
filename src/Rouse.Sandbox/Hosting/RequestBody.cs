using Microsoft.AspNetCore.Http;

namespace Rouse.Sandbox.Hosting;

/// <summary>Bodies of requests, read whole or not at all.</summary>
internal static class RequestBody
{
    /// <summary>The body, or null if it is longer than <paramref name="limit"/> bytes.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        var chunk = new byte[4096];
        while (await request.Body.ReadAsync(chunk, cancellation) is var read and > 0)
        {
            if (body.Length + read > limit)
                return null;
            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }
}
