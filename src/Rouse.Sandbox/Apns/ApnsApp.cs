using System.Security.Cryptography;

namespace Rouse.Sandbox.Apns;

/// <summary>An app, or some apps of one team, with the signing key that may push to them.</summary>
public sealed record ApnsAppSettings
{
    public required string TeamId { get; init; }

    public required string KeyId { get; init; }

    public IReadOnlyList<string> BundleIds { get; init; } = [];

    /// <summary>The key may push to every bundle id: stands in for a key of a team whose apps are not known yet.</summary>
    public bool AnyBundle { get; init; }

    /// <summary>Where the key may be used; a key of one environment is refused in the other.</summary>
    public ApnsEnvironment Environments { get; init; } = ApnsEnvironment.Both;

    /// <summary>SubjectPublicKeyInfo of the caller's own P-256 key; null: the sandbox makes a pair.</summary>
    public string? PublicKeyPem { get; init; }
}

/// <summary>A registered app.</summary>
public sealed class ApnsApp
{
    internal ApnsApp(ApnsAppSettings settings)
    {
        if (settings.BundleIds.Count == 0 && !settings.AnyBundle)
            throw new ArgumentException("an app has at least one bundle id", nameof(settings));
        Settings = settings;
        Key = ECDsa.Create();
        if (settings.PublicKeyPem is { } pem)
        {
            Key.ImportFromPem(pem);
        }
        else
        {
            Key.GenerateKey(ECCurve.NamedCurves.nistP256);
            PrivateKeyPem = Key.ExportPkcs8PrivateKeyPem();
        }
    }

    public ApnsAppSettings Settings { get; }

    /// <summary>The text of a <c>.p8</c> file; null if the key is the caller's own.</summary>
    public string? PrivateKeyPem { get; }

    internal ECDsa Key { get; }

    internal bool Has(string bundleId) => Settings.AnyBundle || Settings.BundleIds.Contains(bundleId);
}
