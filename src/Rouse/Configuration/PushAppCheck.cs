using Rouse.Server.Push;

namespace Rouse.Configuration;

/// <summary>What is wrong with <c>[push.apps]</c> and the files that it names, each with the line of the key that it is about.</summary>
sealed class PushAppCheck(IReadOnlyList<Setting> settings, IReadOnlySet<string> wrong)
{
    public IEnumerable<Fault> Check(IReadOnlyDictionary<string, PushAppOptions> apps)
    {
        foreach (var (name, app) in apps)
        {
            IEnumerable<Fault> faults =
            [
                .. app.Apns is { } apns ? Faults(name, "apns", FaultsOf(name, apns)) : [],
                .. app.Fcm is { } fcm ? Faults(name, "fcm", FaultsOf(fcm)) : [],
            ];
            foreach (var fault in faults)
                yield return fault;
        }
    }

    static IReadOnlyList<string> FaultsOf(string name, ApnsAppOptions apns)
    {
        var settings = apns.ToSettings(name);
        // A bundle id without a period is hardly meant, and TEAM.APP.voip would be read as one with it.
        return settings.BundleId is null || name.Contains('.', StringComparison.Ordinal)
            ? settings.Validate()
            : ["the name is neither the app's bundle id, such as org.example.phone, nor team_id, for all apps of the team"];
    }

    static IReadOnlyList<string> FaultsOf(FcmAppOptions fcm) =>
        fcm.ServiceAccount.Length == 0 ? ["FCM needs service_account"] : fcm.ToSettings().Validate();

    IEnumerable<Fault> Faults(string name, string provider, IReadOnlyList<string> texts)
    {
        var section = $"push.apps.{ConfigKeys.Quote(name)}.{provider}";
        var own = settings.Where(setting => setting.Path.StartsWith(section + ".", StringComparison.OrdinalIgnoreCase)).ToList();
        // A value that could not be read is missing only because of that.
        if (own.Exists(setting => wrong.Contains(setting.Path)))
            yield break;
        foreach (var text in texts)
        {
            var key = text[..Math.Max(0, text.IndexOf(' ', StringComparison.Ordinal))];
            var about = own.FindLast(setting => setting.Key.Names[^1] == key);
            yield return new Fault((about.Key == null ? own[0] : about).Value.Origin, $"{section}: {text}");
        }
    }
}
