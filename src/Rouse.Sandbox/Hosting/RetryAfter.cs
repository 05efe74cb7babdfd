using System.Globalization;

namespace Rouse.Sandbox.Hosting;

/// <summary>The header Retry-After in whole seconds (RFC 9110 §10.2.3).</summary>
internal static class RetryAfter
{
    public static string? Of(TimeSpan? wait) =>
        wait is { } time ? Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
}
