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
        var here = ConfigKeys.NamesBelow(above);
        var suggestion =
            Nearest.Find(names[^1], here) is { } near ? $"did you mean '{near}'?"
            : ConfigKeys.FindByLastName(names) is { } elsewhere ? $"did you mean '{elsewhere.Path}'?"
            : KnownBelow(above);
        return $"{(value is TableValue ? "section" : "key")} '{ConfigKeys.Join(names)}' is not known; {suggestion}";
    }
}
