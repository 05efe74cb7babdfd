using Rouse.Push.Delivery;

namespace Rouse.Push.Apns;

/// <summary>Which of Apple's two services knows the tokens of an app.</summary>
public enum ApnsEnvironment : byte
{
    /// <summary>Apps from the App Store and TestFlight.</summary>
    Production,

    /// <summary>Apps started from Xcode.</summary>
    Development,

    /// <summary>Production first; a token that it does not know is tried once in development.</summary>
    Both,
}

/// <summary>How the apps of one team are pushed through Apple: with a key (.p8) or with a client certificate.</summary>
public sealed record ApnsSettings
{
    private const string ProductionUrl = "https://api.push.apple.com";

    private const string DevelopmentServerUrl = "https://api.sandbox.push.apple.com";

    /// <summary>The .p8 file, or its PEM text.</summary>
    public string? Key { get; init; }

    /// <summary>Id of the key, 10 characters.</summary>
    public string? KeyId { get; init; }

    /// <summary>Id of the team, 10 characters.</summary>
    public string? TeamId { get; init; }

    /// <summary>In place of a key: a file with certificate and private key, PEM or PKCS #12; or the PEM text.</summary>
    public string? Certificate { get; init; }

    /// <summary>Password of a PKCS #12 file or an encrypted PEM key.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>Where pushes for <c>pn-provider=apns</c> go; those for <c>apns.dev</c> always go to development.</summary>
    public ApnsEnvironment Environment { get; init; }

    /// <summary>The app; null: the one that <c>pn-param</c> names, so that one key serves all apps of its team.</summary>
    public string? BundleId { get; init; }

    /// <summary>Replaces Apple's server, in both environments unless <see cref="DevelopmentUrl"/> is set.</summary>
    public string? Url { get; init; }

    /// <summary>Replaces Apple's development server.</summary>
    public string? DevelopmentUrl { get; init; }

    /// <summary>Certificates that may vouch for the server in place of the system's authorities: a PEM file or its text.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether the push tells who calls; off as Flexisip's <c>display-from-uri</c>.</summary>
    public bool ShowCaller { get; init; }

    /// <summary>
    /// Pushes that may wait for their turn or their retry, per environment; as <see cref="Http.HttpPushSettings.MaxQueue"/>.
    /// </summary>
    public int MaxQueue { get; init; } = 1000;

    /// <summary>Requests under way at once; measured on one connection, 100 give the most pushes a second.</summary>
    public int MaxConcurrency { get; init; } = 100;

    /// <summary>
    /// How long one request may take. Apple answers in a tenth of a second; after 5 s the caller still waits at the second try.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal DeliveryLimits Limits => new(MaxQueue, MaxConcurrency, RequestTimeout);

    internal Uri ProductionServer => new(Url ?? ProductionUrl);

    internal Uri DevelopmentServer => new(DevelopmentUrl ?? Url ?? DevelopmentServerUrl);

    /// <summary>Everything that is wrong, one message each, for the operator; empty if the settings can be used. Reads the files.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        ApnsCredentials.Load(this, errors)?.Dispose();
        return errors;
    }

    /// <summary>
    /// Whether <c>pn-param</c> names an app of these settings: the bundle id, of the team if both say one. Without
    /// <see cref="BundleId"/> it must say the team.
    /// </summary>
    public bool Serves(string param)
    {
        ApnsTopic.Split(param, out var teamId, out var bundleId);
        // Apple tells bundle ids apart without case.
        return BundleId is not null
            ? bundleId.Equals(BundleId, StringComparison.OrdinalIgnoreCase)
                && (TeamId is null || teamId.IsEmpty || teamId.SequenceEqual(TeamId))
            : !teamId.IsEmpty && teamId.SequenceEqual(TeamId) && ApnsTopic.IsBundleId(bundleId);
    }

    /// <summary>For logs: without keys.</summary>
    public override string ToString() => $"APNs {TeamId ?? "certificate"} {Environment}";

    internal void Check(List<string> errors)
    {
        if (Key is null == Certificate is null)
            errors.Add("APNs needs either a key or a certificate");
        if (Key is not null && !ApnsTopic.IsTeamId(KeyId))
            errors.Add("key_id must be the 10 capital letters and digits that Apple shows beside the key");
        if (Key is not null && !ApnsTopic.IsTeamId(TeamId))
            errors.Add("team_id must be the 10 capital letters and digits of the team");
        if (!Enum.IsDefined(Environment))
            errors.Add("environment must be production, development or both");
        if (BundleId is not null && !ApnsTopic.IsBundleId(BundleId))
            errors.Add($"'{BundleId}' is not a bundle id");
        if (BundleId is not null && BundleId.EndsWith(ApnsTopic.VoipSuffix, StringComparison.OrdinalIgnoreCase))
            errors.Add($"the bundle id is written without {ApnsTopic.VoipSuffix}, which is added for calls");
        if (Url is not null)
            ServerUrl.Parse("url", Url, errors);
        if (DevelopmentUrl is not null)
            ServerUrl.Parse("development_url", DevelopmentUrl, errors);
        Limits.Check(errors);
    }
}
