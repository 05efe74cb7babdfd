using System.Security.Cryptography.X509Certificates;

namespace Rouse.Push.Delivery;

/// <summary>A setting that is either a file's name or what the file holds.</summary>
internal static class SecretText
{
    /// <summary>Reads it; what is wrong is added to <paramref name="errors"/> without the text itself.</summary>
    /// <param name="name">What the setting is called for the operator.</param>
    /// <param name="value">A path, or the text if that begins with <paramref name="mark"/>.</param>
    /// <param name="mark">How such a text begins.</param>
    /// <param name="errors">Gets one message if there is no such file.</param>
    public static string? Read(string name, string value, string mark, List<string> errors)
    {
        if (value.TrimStart().StartsWith(mark, StringComparison.Ordinal))
            return value;
        try
        {
            return File.ReadAllText(value);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add($"{name} cannot be read: {Explain(value, error)}");
            return null;
        }
    }

    private static string Explain(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"there is no file {path}",
        _ when Directory.Exists(path) => $"{path} is a folder",
        UnauthorizedAccessException => $"{Environment.UserName} may not read {path}",
        _ => error.Message,
    };

    /// <summary>Certificates that may vouch for a server; null if none are set.</summary>
    public static X509Certificate2Collection? ReadAuthorities(string? value, List<string> errors)
    {
        if (value is null || Read("authority", value, "-----BEGIN", errors) is not { } pem)
            return null;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            certificates.Clear();
        }
        if (certificates.Count == 0)
            errors.Add("authority holds no PEM certificate");
        return certificates;
    }
}
