using System.Buffers;

namespace Rouse.Push.Apns;

/// <summary>The app that a push is for: its bundle id, with <c>.voip</c> for PushKit (the header <c>apns-topic</c>).</summary>
internal static class ApnsTopic
{
    public const string VoipSuffix = ".voip";

    private const int TeamIdLength = 10;

    // What pn-param may name behind the bundle (RFC 8599 §8.7 leaves the form to Apple; two services is Linphone's).
    private static readonly string[] Services = [".remote&voip", ".voip&remote", VoipSuffix, ".remote"];

    // CFBundleIdentifier: alphanumerics, hyphen, period.
    private static readonly SearchValues<char> BundleChars =
        SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> TeamIdChars = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static bool IsBundleId(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 255 && !text.ContainsAnyExcept(BundleChars) && text[0] != '.' && text[^1] != '.';

    /// <summary>The bundle id in <c>pn-param</c>; null if there is none.</summary>
    public static string? BundleIdOf(string param)
    {
        Split(param, out _, out var bundleId);
        return IsBundleId(bundleId) ? bundleId.ToString() : null;
    }

    /// <summary>Team, period, bundle and perhaps services. Older apps leave the team out: then it is empty.</summary>
    public static void Split(string param, out ReadOnlySpan<char> teamId, out ReadOnlySpan<char> bundleId)
    {
        bundleId = param;
        foreach (var service in Services)
        {
            if (!bundleId.EndsWith(service, StringComparison.OrdinalIgnoreCase))
                continue;
            bundleId = bundleId[..^service.Length];
            break;
        }
        teamId = bundleId.IndexOf('.') is var period && period < 0 ? bundleId : bundleId[..period];
        if (IsTeamId(teamId))
            bundleId = bundleId[Math.Min(bundleId.Length, teamId.Length + 1)..];
        else
            teamId = default;
    }

    /// <summary>Apple's ids of teams and keys.</summary>
    public static bool IsTeamId(ReadOnlySpan<char> text) => text.Length == TeamIdLength && !text.ContainsAnyExcept(TeamIdChars);
}
