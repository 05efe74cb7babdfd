namespace Rouse.Configuration;

/// <summary>Finds the key of every value in a tree, and says what was probably meant where there is none.</summary>
static class SettingReader
{
    public static IReadOnlyList<Setting> Read(TableValue root, List<Fault> faults)
    {
        var settings = new List<Setting>();
        ReadSection(root, [], settings, faults);
        return settings;
    }

    static void ReadSection(TableValue section, IReadOnlyList<string> above, List<Setting> settings, List<Fault> faults)
    {
        foreach (var (name, value) in section.Entries)
        {
            IReadOnlyList<string> names = [.. above, name];
            if (ConfigKeys.Find(names) is { } key)
                settings.Add(new Setting(key, key.FreeName(names), value));
            else if (ConfigKeys.IsPlanned(names))
                faults.Add(new Fault(value.Origin, $"'{ConfigKeys.Join(names)}' is not in this version yet; take it out"));
            else if (!ConfigKeys.IsSection(names))
                faults.Add(new Fault(value.Origin, ExplainUnknown(names, value)));
            else if (value is TableValue { Entries.Count: 0 } && ConfigKeys.IsOfNamed(names))
                faults.Add(new Fault(value.Origin, $"'{ConfigKeys.Join(names)}' says nothing; {KnownBelow(names)}"));
            else if (value is TableValue inner)
                ReadSection(inner, names, settings, faults);
            else
                faults.Add(new Fault(value.Origin, ExplainSection(ConfigKeys.Join(names))));
        }
    }

    static string KnownBelow(IReadOnlyList<string> names) => $"known here: {string.Join(", ", ConfigKeys.NamesBelow(names))}";

    static string ExplainSection(string path) => $"'{path}' is a section; write [{path}] and its keys below";

    static string ExplainUnknown(IReadOnlyList<string> names, ConfigValue value)
    {
        var above = names.Take(names.Count - 1).ToList();
        var suggestion =
            FindDotted(names, value) is { } name ? $"a name with dots stands in quotes: [{ConfigKeys.Join([.. names.Take(2), name])}]"
            : Nearest.Find(names[^1], ConfigKeys.NamesBelow(above)) is { } near ? $"did you mean '{near}'{AllowedAt([.. above, near])}?"
            : ConfigKeys.FindByLastName(names) is { } elsewhere ? $"did you mean '{elsewhere.Shown}' {elsewhere.Allowed}?"
            : KnownBelow(above);
        return $"{(value is TableValue ? "section" : "key")} '{ConfigKeys.Join(names)}' is not known; {suggestion}";
    }

    // A section has none.
    static string AllowedAt(IReadOnlyList<string> names) => ConfigKeys.Find(names) is { } key ? " " + key.Allowed : "";

    // [push.apps.org.example.phone] is a section in a section in a section.
    static string? FindDotted(IReadOnlyList<string> names, ConfigValue value)
    {
        if (value is not TableValue { IsInline: false } table || names.Count <= 3 || names[2].Contains('.', StringComparison.Ordinal)
            || !ConfigKeys.IsOfNamed([.. names.Take(3)]))
            return null;
        var parts = names.Skip(2).ToList();
        while (table.Entries is { Count: > 0 } entries && entries.Values.All(entry => entry is TableValue { IsInline: false }))
        {
            var (next, below) = entries.First();
            if (ConfigKeys.IsSection([.. names.Take(2), "", next]))
                break;
            parts.Add(next);
            table = (TableValue)below;
        }
        if (parts.Count > 2 && ConfigKeys.IsSection([.. names.Take(2), "", parts[^1]]))
            parts.RemoveAt(parts.Count - 1);
        return string.Join('.', parts);
    }
}
