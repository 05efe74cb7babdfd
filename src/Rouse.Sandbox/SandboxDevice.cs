using System.Runtime.CompilerServices;
using Rouse.Sandbox.Devices;

namespace Rouse.Sandbox;

/// <summary>What the operating system of a phone does: stays connected to the push service and hands its pushes to the app.</summary>
public static class SandboxDevice
{
    /// <summary>
    /// The pushes to a token, first those that waited for it; ends when the sandbox stops. While nobody receives, a push with an expiry
    /// waits (of APNs the latest of an app), one that expires at once is lost.
    /// </summary>
    /// <param name="devices"><see cref="SandboxServer.Devices"/>.</param>
    /// <param name="token">Of APNs or FCM.</param>
    /// <param name="cancellation">Disconnects the device.</param>
    /// <exception cref="HttpRequestException">There is no sandbox, or it has too many devices.</exception>
    public static async IAsyncEnumerable<AcceptedPush> ReceiveAsync(
        Uri devices, string token, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var url = new Uri(devices, Uri.EscapeDataString(token));
        using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await NextAsync(lines, cancellation) is { } line)
            yield return PushLine.Read(line);
    }

    private static async Task<string?> NextAsync(StreamReader lines, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadLineAsync(cancellation);
        }
        catch (IOException)
        {
            // The sandbox stopped with the response under way.
            return null;
        }
    }
}
