using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rouse.Sandbox.Fcm;

/// <summary>A Firebase project.</summary>
public sealed record FcmAppSettings
{
    public required string ProjectId { get; init; }

    /// <summary>Also called sender id.</summary>
    public required string ProjectNumber { get; init; }

    /// <summary>PKCS #8 of the service account's RSA key; null: the sandbox makes one, which takes a tenth of a second or more.</summary>
    public string? PrivateKeyPem { get; init; }
}

/// <summary>A registered project with its service account.</summary>
public sealed class FcmApp
{
    // What Google makes for a service account.
    private const int KeyBits = 2048;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    internal FcmApp(FcmAppSettings settings, Uri tokenUri)
    {
        Settings = settings;
        TokenUri = tokenUri.ToString();
        if (settings.PrivateKeyPem is { } pem)
        {
            Key = RSA.Create();
            Key.ImportFromPem(pem);
        }
        else
        {
            Key = RSA.Create(KeyBits);
        }

        ClientEmail = $"rouse@{settings.ProjectId}.iam.gserviceaccount.com";
        ServiceAccountJson = new JsonObject
        {
            ["type"] = "service_account",
            ["project_id"] = settings.ProjectId,
            ["private_key_id"] = KeyId,
            ["private_key"] = Key.ExportPkcs8PrivateKeyPem(),
            ["client_email"] = ClientEmail,
            ["client_id"] = settings.ProjectNumber,
            ["token_uri"] = TokenUri,
            ["universe_domain"] = "googleapis.com",
        }.ToJsonString(Indented);
    }

    public FcmAppSettings Settings { get; }

    public string ClientEmail { get; }

    /// <summary>The text of the file that the Firebase console gives, with this sandbox as <c>token_uri</c>.</summary>
    public string ServiceAccountJson { get; }

    internal string TokenUri { get; }

    internal string KeyId { get; } = RandomNumberGenerator.GetHexString(40, lowercase: true);

    internal RSA Key { get; }

    internal bool IsProject(string idOrNumber) => idOrNumber == Settings.ProjectId || idOrNumber == Settings.ProjectNumber;
}
