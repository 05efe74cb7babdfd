using Rouse.Push.Apns;
using Rouse.Server;
using Rouse.Server.Push;

namespace Rouse.Configuration;

/// <summary><c>[push.apps."NAME"]</c>.</summary>
static class PushAppKeys
{
    const string Apns = "push.apps.*.apns.";
    const string Fcm = "push.apps.*.fcm.";
    const string ShowsCaller = "Whether the push tells who calls.";
    const string PushesWhen = "As `push.http.policy`.";
    const string TellsEnd = "Whether a phone that was pushed and has not come is told by another push that the call is over.";
    const string Authorities = "PEM certificates that may vouch for the server in place of the system's authorities.";

    static readonly ApnsAppOptions InitialApns = new();
    static readonly FcmAppOptions InitialFcm = new();

    static readonly ValueKind<ApnsEnvironment> Environment = Kinds.Choice(
        ("production", ApnsEnvironment.Production), ("development", ApnsEnvironment.Development), ("both", ApnsEnvironment.Both));

    public static IReadOnlyList<ConfigKey> All { get; } = [.. ApnsKeys(), .. FcmKeys()];

    static IEnumerable<ConfigKey> ApnsKeys() =>
    [
        OfApns("key", Kinds.FileText, "none", (apns, file) => apns with { Key = file }, "Apple's .p8 file; this or `certificate`."),
        OfApns("key_id", Kinds.Text, "none", (apns, id) => apns with { KeyId = id }, "The 10 characters that Apple shows beside the key."),
        OfApns("team_id", Kinds.Text, "none", (apns, id) => apns with { TeamId = id }, "The 10 characters of the team."),
        OfApns(
            "certificate", Kinds.FileText, "none", (apns, file) => apns with { Certificate = file },
            "In place of a key: certificate and private key of the app, PEM or PKCS #12."),
        OfApns(
            "certificate_password", Kinds.Text, "none", (apns, text) => apns with { CertificatePassword = text },
            "Password of the certificate's file."),
        OfApns(
            "environment", Environment, Environment.Write(InitialApns.Environment), (apns, where) => apns with { Environment = where },
            "Where tokens of `pn-provider=apns` are known: apps of the App Store and TestFlight in `\"production\"`, those started from "
            + "Xcode in `\"development\"`; `\"both\"` asks the second for what the first does not know. `apns.dev` is always development."),
        OfApns("url", Kinds.Text, "Apple's", (apns, url) => apns with { Url = url }, "Replaces Apple's server: a relay, a test."),
        OfApns(
            "development_url", Kinds.Text, "Apple's, or `url`", (apns, url) => apns with { DevelopmentUrl = url },
            "Replaces Apple's development server."),
        OfApns("authority", Kinds.FileText, "the system's", (apns, file) => apns with { Authority = file }, Authorities),
        OfApns(
            "show_caller", Kinds.Flag, Kinds.Flag.Write(InitialApns.ShowCaller), (apns, show) => apns with { ShowCaller = show },
            ShowsCaller),
        OfApns(
            "policy", PushKeys.Policy, PushKeys.Policy.Write(InitialApns.Policy), (apns, policy) => apns with { Policy = policy },
            PushesWhen),
        OfApns("cancel", Kinds.Flag, Kinds.Flag.Write(InitialApns.Cancel), (apns, cancel) => apns with { Cancel = cancel }, TellsEnd),
    ];

    static IEnumerable<ConfigKey> FcmKeys() =>
    [
        OfFcm(
            "service_account", Kinds.FileText, "none", (fcm, file) => fcm with { ServiceAccount = file },
            "The JSON file that Firebase gives out for a service account."),
        OfFcm(
            "project_number", Kinds.Text, "none", (fcm, number) => fcm with { ProjectNumber = number },
            "Firebase's Sender ID, which Linphone's apps send in `pn-param`. "
            + "Needed only with more than one FCM app: one alone serves all."),
        OfFcm("url", Kinds.Text, "Google's", (fcm, url) => fcm with { Url = url }, "Replaces Google's server for messages."),
        OfFcm(
            "token_url", Kinds.Text, "what the service account names", (fcm, url) => fcm with { TokenUrl = url },
            "Replaces the server for access tokens."),
        OfFcm("authority", Kinds.FileText, "the system's", (fcm, file) => fcm with { Authority = file }, Authorities),
        OfFcm(
            "show_caller", Kinds.Flag, Kinds.Flag.Write(InitialFcm.ShowCaller), (fcm, show) => fcm with { ShowCaller = show }, ShowsCaller),
        OfFcm(
            "policy", PushKeys.Policy, PushKeys.Policy.Write(InitialFcm.Policy), (fcm, policy) => fcm with { Policy = policy }, PushesWhen),
        OfFcm(
            "cancel", Kinds.Flag, Kinds.Flag.Write(InitialFcm.Cancel), (fcm, cancel) => fcm with { Cancel = cancel },
            TellsEnd + " Off, because Google takes the high priority from apps that show nothing for a push."),
    ];

    static ConfigKey<T> OfApns<T>(
        string name, ValueKind<T> kind, string initial, Func<ApnsAppOptions, T, ApnsAppOptions> set, string text) =>
        new(
            Apns + name, kind, initial,
            (options, app, value) => With(options, app, push => push with { Apns = set(push.Apns ?? InitialApns, value) }), text);

    static ConfigKey<T> OfFcm<T>(
        string name, ValueKind<T> kind, string initial, Func<FcmAppOptions, T, FcmAppOptions> set, string text) =>
        new(
            Fcm + name, kind, initial,
            (options, app, value) => With(options, app, push => push with { Fcm = set(push.Fcm ?? InitialFcm, value) }), text);

    // Apple tells bundle ids apart without case, and variables of the environment have none.
    static ServerOptions With(ServerOptions options, string app, Func<PushAppOptions, PushAppOptions> change)
    {
        var apps = new Dictionary<string, PushAppOptions>(options.Push.Apps, StringComparer.OrdinalIgnoreCase);
        apps[app] = change(apps.GetValueOrDefault(app) ?? new());
        return options with { Push = options.Push with { Apps = apps } };
    }
}
