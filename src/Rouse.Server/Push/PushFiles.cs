using System.Security.Cryptography;
using System.Text;

namespace Rouse.Server.Push;

/// <summary>The files that <c>[push]</c> names: keys, certificates, service accounts.</summary>
static class PushFiles
{
    /// <summary>Paths, each once; what stands in the settings itself is no file.</summary>
    public static IReadOnlyList<string> Of(PushOptions options) =>
        [.. options.Apps.Values.SelectMany(app => (string?[])[.. SecretsOf(app.Apns, app.Fcm), .. AuthoritiesOf(app.Apns, app.Fcm)])
            .OfType<string>().Where(IsPath).Distinct()];

    /// <summary>Those of them that others must not read.</summary>
    public static IReadOnlyList<string> SecretsOf(PushOptions options) =>
        [.. options.Apps.Values.SelectMany(app => SecretsOf(app.Apns, app.Fcm)).OfType<string>().Where(IsPath).Distinct()];

    /// <summary>Tells settings apart, and with them what their files hold. It hides what it was made of.</summary>
    public static string Fingerprint(ApnsAppOptions app) => Fingerprint($"{app}", [.. SecretsOf(app, null), .. AuthoritiesOf(app, null)]);

    /// <inheritdoc cref="Fingerprint(ApnsAppOptions)"/>
    public static string Fingerprint(FcmAppOptions app) => Fingerprint($"{app}", [.. SecretsOf(null, app), .. AuthoritiesOf(null, app)]);

    /// <inheritdoc cref="Fingerprint(ApnsAppOptions)"/>
    public static string Fingerprint(HttpPushOptions http) =>
        Fingerprint($"{http} {string.Join('\n', http.Headers.Select(header => $"{header.Key}: {header.Value}"))}", []);

    static string?[] SecretsOf(ApnsAppOptions? apns, FcmAppOptions? fcm) => [apns?.Key, apns?.Certificate, fcm?.ServiceAccount];

    static string?[] AuthoritiesOf(ApnsAppOptions? apns, FcmAppOptions? fcm) => [apns?.Authority, fcm?.Authority];

    static bool IsPath(string setting) =>
        setting.Length > 0 && setting.AsSpan().TrimStart() is var text && !text.StartsWith("-----BEGIN") && text is not ['{', ..];

    static string Fingerprint(string settings, IEnumerable<string?> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(settings));
        foreach (var file in files.OfType<string>().Where(IsPath))
            hash.AppendData(SHA256.HashData(Read(file)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // One that cannot be read is told by who uses it.
    static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
