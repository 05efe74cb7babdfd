using Rouse.Push.Apns;
using Rouse.Push.Fcm;
using Rouse.Push.Http;

namespace Rouse.Server.Push;

/// <summary>
/// The provider clients of a configuration: each app has its own, apps with one key share its token. Under a changed configuration the
/// clients of apps that are as before go on, with their connections and all that they have learnt.
/// </summary>
sealed class PushClients : IDisposable
{
    /// <summary>Of every key since the start: Apple refuses one whose tokens change often, also when it comes back.</summary>
    readonly ApnsTokens _tokens;
    readonly TimeProvider _time;
    Dictionary<string, Entry> _entries;

    /// <param name="options">Valid ones: their files were read when they were checked.</param>
    /// <param name="time">Clock of the clients.</param>
    /// <exception cref="ArgumentException">A file is no longer what it was.</exception>
    public PushClients(PushOptions options, TimeProvider time)
    {
        _time = time;
        _tokens = new ApnsTokens(time);
        _entries = [];
        _entries = Make(options);
        Providers = new PushProviders(Apps);
    }

    public PushProviders Providers { get; }

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<PushApp> Apps => [.. _entries.Values.SelectMany(entry => entry.Apps)];

    /// <summary>What is configured, as <see cref="PushApp.Name"/> has it.</summary>
    public static IReadOnlyList<string> NamesOf(PushOptions options)
    {
        var names = new List<string>();
        foreach (var (name, app) in options.Apps)
        {
            if (app.Apns is { } apns)
                names.Add(NameOf(name, apns.Environment));
            if (app.Fcm != null)
                names.Add($"fcm {name}");
        }
        if (options.Http != null)
            names.Add("http");
        return names;
    }

    /// <summary>Makes the clients of other options, and changes nothing yet.</summary>
    /// <exception cref="ArgumentException">A file is no longer what it was when the options were checked.</exception>
    public PushClientsChange Prepare(PushOptions options)
    {
        var before = _entries;
        var after = Make(options);
        return new PushClientsChange(
            [.. after.Where(entry => before.GetValueOrDefault(entry.Key) != entry.Value).Select(entry => entry.Key)],
            [.. before.Keys.Except(after.Keys)],
            () =>
            {
                _entries = after;
                return [.. before.Values.Except(after.Values).Select(entry => entry.Client)];
            },
            () => after.Values.Except(before.Values).ToList().ForEach(entry => entry.Client.Dispose()));
    }

    public void Dispose()
    {
        foreach (var entry in _entries.Values)
            entry.Client.Dispose();
        _tokens.Dispose();
    }

    // A team's id stands for the apps of the team that have no name of their own.
    Dictionary<string, Entry> Make(PushOptions options)
    {
        var made = new Dictionary<string, Entry>();
        try
        {
            foreach (var (name, app) in options.Apps.OrderBy(app => app.Value.Apns?.TeamId == app.Key))
            {
                if (app.Apns is { } apns)
                    Add(made, $"apns {name}", PushFiles.Fingerprint(apns), () => OfApns(name, apns));
            }
            var fcmApps = options.Apps.Where(app => app.Value.Fcm != null).ToList();
            foreach (var (name, app) in fcmApps)
            {
                var isOnly = fcmApps.Count == 1;
                Add(made, $"fcm {name}", PushFiles.Fingerprint(app.Fcm!) + isOnly, () => OfFcm(name, app.Fcm!, isOnly));
            }
            if (options.Http is { } http)
                Add(made, "http", PushFiles.Fingerprint(http), () => OfHttp(http));
            return made;
        }
        catch
        {
            foreach (var entry in made.Values.Except(_entries.Values))
                entry.Client.Dispose();
            throw;
        }
    }

    void Add(Dictionary<string, Entry> made, string name, string fingerprint, Func<(PushClient Client, PushApp[] Apps)> make)
    {
        if (_entries.TryGetValue(name, out var present) && present.Fingerprint == fingerprint)
        {
            made[name] = present;
            return;
        }
        var (client, apps) = make();
        made[name] = new Entry(fingerprint, client, apps);
    }

    (PushClient Client, PushApp[] Apps) OfApns(string name, ApnsAppOptions options)
    {
        var settings = options.ToSettings(name);
        var client = new PushClient(new ApnsProvider(settings, _time, _tokens));
        var app = new PushApp
        {
            Name = NameOf(name, options.Environment),
            Type = "apns",
            Provider = client,
            Serves = settings.Serves,
            PushesAlways = options.Policy == "always",
            SendsCancel = options.Cancel,
        };
        return (client, [app, app with { Type = "apns.dev", Name = NameOf(name, ApnsEnvironment.Development) }]);
    }

    (PushClient Client, PushApp[] Apps) OfFcm(string name, FcmAppOptions options, bool isOnly)
    {
        var provider = new FcmProvider(options.ToSettings(), _time);
        var client = new PushClient(provider);
        var app = new PushApp
        {
            Name = $"fcm {name}",
            Type = "fcm",
            Provider = client,
            // Linphone's apps name the project by its number, which the account's file does not tell.
            Serves = isOnly ? null : provider.Serves,
            PushesAlways = options.Policy == "always",
            SendsCancel = options.Cancel,
        };
        return (client, [app]);
    }

    (PushClient Client, PushApp[] Apps) OfHttp(HttpPushOptions options)
    {
        var client = new PushClient(new HttpPushProvider(options.ToSettings(), _time));
        return (client, [PushProviders.Generic(client, options)]);
    }

    static string NameOf(string name, ApnsEnvironment environment) => $"apns {name} " + environment switch
    {
        ApnsEnvironment.Production => "production",
        ApnsEnvironment.Development => "development",
        _ => "production or development",
    };

    /// <summary>An app at one provider. The order of the entries is the one in which apps are asked.</summary>
    sealed record Entry(string Fingerprint, PushClient Client, IReadOnlyList<PushApp> Apps);
}

/// <summary>Other clients, ready to be taken.</summary>
/// <param name="Changed">Names of the apps that are new or have other settings or files: <c>apns org.example.phone</c>.</param>
/// <param name="Gone">Names of those that are no longer configured.</param>
/// <param name="Take">Makes them the present ones; gives the clients that nobody finds any more, to be retired.</param>
/// <param name="Discard">In place of <paramref name="Take"/>: closes what was made.</param>
sealed record PushClientsChange(
    IReadOnlyList<string> Changed, IReadOnlyList<string> Gone, Func<IReadOnlyList<PushClient>> Take, Action Discard)
{
    public bool IsEmpty => Changed.Count == 0 && Gone.Count == 0;
}
