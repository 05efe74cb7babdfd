using Rouse.Push.Apns;
using Rouse.Push.Fcm;

namespace Rouse.Server.Push;

/// <summary><c>[push.apps."NAME"]</c>: one app, at Apple, at Google or at both.</summary>
public sealed record PushAppOptions
{
    public ApnsAppOptions? Apns { get; init; }

    public FcmAppOptions? Fcm { get; init; }
}

/// <summary><c>apns</c> of an app: a key (.p8) or a certificate.</summary>
public sealed record ApnsAppOptions
{
    /// <summary>The .p8 file, or its text.</summary>
    public string? Key { get; init; }

    /// <summary>Id of the key.</summary>
    public string? KeyId { get; init; }

    /// <summary>Id of the team; with a certificate it may be left out.</summary>
    public string? TeamId { get; init; }

    /// <summary>In place of a key: certificate and private key, PEM or PKCS #12.</summary>
    public string? Certificate { get; init; }

    public string? CertificatePassword { get; init; }

    /// <summary>Which of Apple's services knows the tokens of <c>pn-provider=apns</c>; those of the store: production.</summary>
    public ApnsEnvironment Environment { get; init; }

    /// <summary>Replaces Apple's servers: a relay, a test.</summary>
    public string? Url { get; init; }

    public string? DevelopmentUrl { get; init; }

    /// <summary>PEM certificates that may vouch for the server in place of the system's.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether the push tells who calls.</summary>
    public bool ShowCaller { get; init; }

    /// <summary>"when_silent" or "always", as <see cref="HttpPushOptions.Policy"/>.</summary>
    public string Policy { get; init; } = "when_silent";

    /// <summary>Whether a pushed device that has not come is told by another push that the call is over.</summary>
    public bool Cancel { get; init; }

    /// <param name="name">Of the app; the team's id stands for all its apps.</param>
    internal ApnsSettings ToSettings(string name) => new()
    {
        Key = Key,
        KeyId = KeyId,
        TeamId = TeamId,
        Certificate = Certificate,
        CertificatePassword = CertificatePassword,
        Environment = Environment,
        BundleId = Key != null && name == TeamId ? null : name,
        Url = Url,
        DevelopmentUrl = DevelopmentUrl,
        Authority = Authority,
        ShowCaller = ShowCaller,
    };
}

/// <summary><c>fcm</c> of an app: a Firebase project.</summary>
public sealed record FcmAppOptions
{
    /// <summary>The service account's JSON file, or its text.</summary>
    public string ServiceAccount { get; init; } = "";

    /// <summary>Number of the project (Sender ID), which Linphone's apps send in <c>pn-param</c>.</summary>
    public string? ProjectNumber { get; init; }

    /// <summary>Replaces Google's server for messages.</summary>
    public string? Url { get; init; }

    /// <summary>Replaces the server for access tokens.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>PEM certificates that may vouch for the servers in place of the system's.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether the push tells who calls.</summary>
    public bool ShowCaller { get; init; }

    /// <summary>"when_silent" or "always", as <see cref="HttpPushOptions.Policy"/>.</summary>
    public string Policy { get; init; } = "when_silent";

    /// <summary>Whether a pushed device that has not come is told by another push that the call is over.</summary>
    public bool Cancel { get; init; }

    /// <summary>What the provider needs of it.</summary>
    internal FcmSettings ToSettings() => new()
    {
        ServiceAccount = ServiceAccount,
        ProjectNumber = ProjectNumber,
        Url = Url,
        TokenUrl = TokenUrl,
        Authority = Authority,
        ShowCaller = ShowCaller,
    };
}
