using Rouse.Push.Delivery;

namespace Rouse.Push.Fcm;

/// <summary>How the Android apps of one Firebase project are pushed (FCM HTTP v1).</summary>
public sealed record FcmSettings
{
    private const string GoogleUrl = "https://fcm.googleapis.com";

    /// <summary>The service account's JSON file as Firebase gives it out, or its text.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Number of the project, which Linphone's apps send in <c>pn-param</c>; the file holds only its id.</summary>
    public string? ProjectNumber { get; init; }

    /// <summary>Replaces Google's server for messages.</summary>
    public string? Url { get; init; }

    /// <summary>Replaces the server for access tokens that the service account names (its <c>token_uri</c>).</summary>
    public string? TokenUrl { get; init; }

    /// <summary>Certificates that may vouch for the servers in place of the system's authorities: a PEM file or its text.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether the push tells who calls; off as Flexisip's <c>display-from-uri</c>.</summary>
    public bool ShowCaller { get; init; }

    /// <summary>Pushes that may wait for their turn or their retry; as <see cref="Http.HttpPushSettings.MaxQueue"/>.</summary>
    public int MaxQueue { get; init; } = 1000;

    /// <summary>Requests under way at once; measured on one connection, 100 give the most pushes a second.</summary>
    public int MaxConcurrency { get; init; } = 100;

    /// <summary>
    /// How long one request may take, for a push or for an access token; as <see cref="Apns.ApnsSettings.RequestTimeout"/>.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal DeliveryLimits Limits => new(MaxQueue, MaxConcurrency, RequestTimeout);

    internal Uri Server => new(Url ?? GoogleUrl);

    /// <summary>Everything that is wrong, one message each, for the operator; empty if the settings can be used. Reads the files.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        FcmCredentials.Load(this, errors)?.Dispose();
        return errors;
    }

    /// <summary>For logs: without keys.</summary>
    public override string ToString() => $"FCM {ProjectNumber}";

    internal void Check(List<string> errors)
    {
        if (ProjectNumber is not null && (ProjectNumber.Length is 0 or > 20 || !ProjectNumber.All(char.IsAsciiDigit)))
            errors.Add("project_number must be the digits that Firebase shows as Sender ID");
        if (Url is not null)
            ServerUrl.Parse("url", Url, errors);
        if (TokenUrl is not null)
            ServerUrl.Parse("token_url", TokenUrl, errors);
        Limits.Check(errors);
    }
}
