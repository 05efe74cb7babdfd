using Rouse.Protocol.Sip.Headers;
using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Push;

/// <summary>
/// The apps that we can push, found by <c>pn-provider</c> and <c>pn-param</c>: one that is named first, then the only one of FCM whatever
/// project the phone names, then the generic endpoint.
/// </summary>
/// <param name="apps">The first that fits serves.</param>
sealed class PushProviders(IReadOnlyList<PushApp> apps) : IPushCoverage
{
    // What the generic endpoint takes is known only to its operator; these two are what phones ask about (RFC 8599 §10, §11).
    static readonly string[] UsualTypes = ["apns", "fcm"];

    volatile IReadOnlyList<PushApp> _apps = apps;

    public static PushProviders None => new([]);

    public IReadOnlyList<PushApp> Apps => _apps;

    /// <summary>One endpoint for everything.</summary>
    public static PushApp Generic(IPushProvider provider, HttpPushOptions? options) => new()
    {
        Name = "http",
        Type = null,
        Provider = provider,
        PushesAlways = options is { Policy: "always" },
        SendsCancel = options is { CancelPush: true },
    };

    /// <summary>The app that serves these parameters; null for none.</summary>
    public PushApp? Find(string provider, string param)
    {
        foreach (var app in _apps)
        {
            if ((app.Type == null || app.Type == provider) && app.Serves?.Invoke(param) != false)
                return app;
        }
        return null;
    }

    /// <summary>From now on these and no others; gives those that were. From whatever thread.</summary>
    public PushProviders Replace(IReadOnlyList<PushApp> changed)
    {
        var before = new PushProviders(_apps);
        _apps = changed;
        return before;
    }

    /// <summary>Whether a phone can be pushed, that registered when other apps were configured.</summary>
    public bool Covers(Binding binding)
    {
        // What speaks for phones elsewhere is no phone on this machine.
        var isHere = binding is { Flow.IsLoopback: true, Path.Count: 0 };
        return !binding.IsPushedElsewhere && binding.Push is { } parameters && Of(parameters, isHere) != PushCoverage.None;
    }

    public PushCoverage Of(PushParameters parameters, Flow flow) => Of(parameters, flow.IsLoopback);

    PushCoverage Of(PushParameters parameters, bool isHere) =>
        parameters.Tokens.Count == 0 ? PushCoverage.None : Of(parameters.Provider, parameters.Param, isHere);

    /// <summary>The same for a phone that has a token.</summary>
    /// <param name="provider">Its <c>pn-provider</c>.</param>
    /// <param name="param">Its <c>pn-param</c>.</param>
    /// <param name="isHere">Whether it is on this machine.</param>
    public PushCoverage Of(string provider, string param, bool isHere)
    {
        if (Find(provider, param) is not { } app)
            return PushCoverage.None;
        return !app.IsSandbox ? PushCoverage.Provider : isHere ? PushCoverage.Sandbox : PushCoverage.None;
    }

    public IReadOnlyList<string> TypesFor(PushParameters query, Flow flow)
    {
        var types = new List<string>();
        foreach (var app in _apps)
        {
            if (app.IsSandbox && !flow.IsLoopback)
                continue;
            if (query.Provider.Length > 0)
                Add(types, app.Type == null || app.Type == query.Provider ? [query.Provider] : []);
            else
                Add(types, app.Type switch { null => UsualTypes, "apns.dev" => ["apns"], var type => [type] });
        }
        return types;
    }

    static void Add(List<string> types, IReadOnlyList<string> more) => types.AddRange(more.Where(type => !types.Contains(type)));
}
