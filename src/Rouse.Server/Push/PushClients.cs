using Rouse.Push;
using Rouse.Push.Apns;
using Rouse.Push.Fcm;
using Rouse.Push.Http;

namespace Rouse.Server.Push;

/// <summary>The provider clients of a configuration: each app has its own, apps with one key share its token.</summary>
sealed class PushClients : IDisposable
{
    readonly List<PushApp> _apps = [];
    readonly List<IDisposable> _clients = [];
    readonly ApnsTokens _tokens;
    readonly TimeProvider _time;

    /// <param name="options">Valid ones: their files were read when they were checked.</param>
    /// <param name="time">Clock of the clients.</param>
    /// <exception cref="ArgumentException">A file is no longer what it was.</exception>
    public PushClients(PushOptions options, TimeProvider time)
    {
        _time = time;
        _tokens = new ApnsTokens(time);
        // A team's id stands for the apps of the team that have no name of their own.
        foreach (var (name, app) in options.Apps.OrderBy(app => app.Value.Apns?.TeamId == app.Key))
        {
            if (app.Apns is { } apns)
                AddApns(name, apns);
        }
        var fcmApps = options.Apps.Where(app => app.Value.Fcm != null).ToList();
        foreach (var (name, app) in fcmApps)
            AddFcm(name, app.Fcm!, isOnly: fcmApps.Count == 1);
        if (options.Http is { } http)
            _apps.Add(PushProviders.Generic(Keep(new HttpPushProvider(http.ToSettings(), time)), http));
        Providers = new PushProviders(_apps);
    }

    public PushProviders Providers { get; }

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

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
        _tokens.Dispose();
    }

    void AddApns(string name, ApnsAppOptions options)
    {
        var settings = options.ToSettings(name);
        var app = new PushApp
        {
            Name = NameOf(name, options.Environment),
            Type = "apns",
            Provider = Keep(new ApnsProvider(settings, _time, _tokens)),
            Serves = settings.Serves,
            PushesAlways = options.Policy == "always",
            SendsCancel = options.Cancel,
        };
        _apps.Add(app);
        _apps.Add(app with { Type = "apns.dev", Name = NameOf(name, ApnsEnvironment.Development) });
    }

    void AddFcm(string name, FcmAppOptions options, bool isOnly)
    {
        var provider = Keep(new FcmProvider(options.ToSettings(), _time));
        _apps.Add(new PushApp
        {
            Name = $"fcm {name}",
            Type = "fcm",
            Provider = provider,
            // Linphone's apps name the project by its number, which the account's file does not tell.
            Serves = isOnly ? null : provider.Serves,
            PushesAlways = options.Policy == "always",
            SendsCancel = options.Cancel,
        });
    }

    static string NameOf(string name, ApnsEnvironment environment) => $"apns {name} " + environment switch
    {
        ApnsEnvironment.Production => "production",
        ApnsEnvironment.Development => "development",
        _ => "production or development",
    };

    T Keep<T>(T client)
        where T : IPushProvider, IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
