using Rouse.Server.Location;

namespace Rouse.Server.Push;

/// <summary>
/// Other apps while the server runs: what was learnt of those that have changed is forgotten, and every binding is looked at.
/// </summary>
sealed class PushChange(PushProviders providers, TokenHygiene hygiene, AppErrors errors, Func<Func<Binding, bool>, int> recheck)
{
    /// <param name="apps">Those that have not changed are the same objects as before.</param>
    /// <returns>How many bindings can be pushed now and could not before, or the other way.</returns>
    public int Apply(IReadOnlyList<PushApp> apps)
    {
        var before = providers.Replace(apps);
        hygiene.Forget((provider, param) => !ReferenceEquals(before.Find(provider, param), providers.Find(provider, param)));
        foreach (var app in before.Apps.Where(app => !apps.Any(now => ReferenceEquals(now, app))))
            errors.Forget(app);
        return recheck(providers.Covers);
    }
}
