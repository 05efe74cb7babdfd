using System.Collections;

namespace Rouse.Configuration;

/// <summary>Settings by variables: <c>ROUSE__PUSH__RING_WINDOW</c> is <c>push.ring_window</c>.</summary>
static class EnvironmentVariables
{
    const string Prefix = "ROUSE__";
    const string Separator = "__";

    public static IReadOnlyList<Setting> Read(IEnumerable<KeyValuePair<string, string>> variables, List<Fault> faults)
    {
        var settings = new List<Setting>();
        var ours = variables.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal));
        foreach (var (variable, text) in ours.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var origin = new Origin(variable);
            var names = variable[Prefix.Length..].ToLowerInvariant().Split(Separator);
            if (ConfigKeys.Find(names) is { } key)
                settings.Add(new Setting(key, FreeName(key, names), new TextValue(origin, text)));
            else
                faults.Add(new Fault(origin, ExplainUnknown(variable)));
        }
        return settings;
    }

    /// <summary>All variables of this process.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfProcess() =>
        Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value ?? ""));

    static string NameOf(ConfigKey key) => Prefix + string.Join(Separator, key.Names).ToUpperInvariant();

    // A shell takes no '-' in the name of a variable, and HTTP's headers have no '_'.
    static string? FreeName(ConfigKey key, IReadOnlyList<string> names) => key.FreeName(names)?.Replace('_', '-');

    static string ExplainUnknown(string variable) =>
        Nearest.Find(variable, ConfigKeys.All.Select(NameOf)) is { } near
            ? $"this variable is not known; did you mean {near} {ConfigKeys.All.First(key => NameOf(key) == near).Allowed}?"
            : "this variable is not known; the names are ROUSE__SECTION__KEY";
}
