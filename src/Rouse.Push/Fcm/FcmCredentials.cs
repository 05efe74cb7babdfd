using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rouse.Push.Delivery;

namespace Rouse.Push.Fcm;

/// <summary>What the settings name, read and checked.</summary>
internal sealed class FcmCredentials : IDisposable
{
    private const string GoogleTokenUrl = "https://oauth2.googleapis.com/token";

    // RFC 7518 §3.3: RS256 needs at least this.
    private const int MinKeyBits = 2048;

    private FcmCredentials(RSA key) => Key = key;

    public required FcmServiceAccount Account { get; init; }

    public required Uri TokenServer { get; init; }

    public X509Certificate2Collection? Authorities { get; private init; }

    public RSA Key { get; }

    /// <summary>Whom the assertion is for: the server that the account names, also where another stands in for it.</summary>
    public string Audience => Account.TokenUri ?? GoogleTokenUrl;

    /// <summary>Reads them; null, and all that is wrong in <paramref name="errors"/>, if they cannot be used.</summary>
    public static FcmCredentials? Load(FcmSettings settings, List<string> errors)
    {
        settings.Check(errors);
        var authorities = SecretText.ReadAuthorities(settings.Authority, errors);
        var account = ReadAccount(settings.ServiceAccount, errors);
        if (account is null)
            return null;
        var key = ReadKey(account.PrivateKey, errors);
        var server = ServerUrl.Parse("token_url", settings.TokenUrl ?? account.TokenUri ?? GoogleTokenUrl, []);
        if (server is null && settings.TokenUrl is null)
            errors.Add("token_uri of the service account is not an https URL");
        if (errors.Count == 0)
            return new(key!) { Account = account, TokenServer = server!, Authorities = authorities };
        key?.Dispose();
        return null;
    }

    public void Dispose() => Key.Dispose();

    private static FcmServiceAccount? ReadAccount(string setting, List<string> errors)
    {
        if (SecretText.Read("service_account", setting, "{", errors) is not { } json)
            return null;
        FcmServiceAccount? account = null;
        try
        {
            account = JsonSerializer.Deserialize(json, FcmServiceAccountJson.Default.FcmServiceAccount);
        }
        catch (JsonException)
        {
            // Nothing of a key's text is repeated in a message.
        }
        if (account is { ProjectId.Length: > 0, ClientEmail.Length: > 0, PrivateKey.Length: > 0 })
            return account;
        errors.Add("service_account is not a service account's JSON with project_id, client_email and private_key");
        return null;
    }

    private static RSA? ReadKey(string? pem, List<string> errors)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize >= MinKeyBits && key.ExportParameters(true).D is not null)
                return key;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            // As above.
        }
        key.Dispose();
        errors.Add($"private_key of the service account is not an RSA key of at least {MinKeyBits} bits");
        return null;
    }
}

/// <summary>The file that Firebase gives out.</summary>
internal sealed record FcmServiceAccount(
    string? ProjectId, string? PrivateKeyId, string? PrivateKey, string? ClientEmail, string? TokenUri);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FcmServiceAccount))]
internal sealed partial class FcmServiceAccountJson : JsonSerializerContext;
