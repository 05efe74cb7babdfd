using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>A file of certificates that may vouch for others.</summary>
static class AuthorityFile
{
    /// <summary>Null with a fault that begins with the setting.</summary>
    public static X509Certificate2Collection? Load(string setting, string path, out string? fault)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
            fault = authorities.Count > 0 ? null : $"{setting} {path} has no certificate in PEM";
        }
        catch (CryptographicException)
        {
            fault = $"{setting} {path} is not PEM";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var isMissing = failure is FileNotFoundException or DirectoryNotFoundException;
            fault = $"{setting} {path} cannot be read: {(isMissing ? "there is no such file" : failure.Message)}";
        }
        return fault == null ? authorities : null;
    }
}
