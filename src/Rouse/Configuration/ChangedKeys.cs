namespace Rouse.Configuration;

/// <summary>What differs between two configurations, whatever the form in which it was written.</summary>
static class ChangedKeys
{
    /// <summary>Each key whose value is another one, with its path as in the file.</summary>
    public static IReadOnlyList<(ConfigKey Key, string Path)> Between(IEnumerable<Setting> before, IEnumerable<Setting> after)
    {
        var (old, now) = (MeaningsOf(before), MeaningsOf(after));
        return
        [
            .. from path in old.Keys.Union(now.Keys)
               let key = (old.GetValueOrDefault(path) ?? now[path]).Key
               where MeaningOf(old, path, key) != MeaningOf(now, path, key)
               select (key, path),
        ];
    }

    static string? MeaningOf(Dictionary<string, Meant> settings, string path, ConfigKey key) =>
        settings.TryGetValue(path, out var meant) ? meant.Meaning : key.Initial;

    // Later ones beat earlier ones.
    static Dictionary<string, Meant> MeaningsOf(IEnumerable<Setting> settings)
    {
        var meanings = new Dictionary<string, Meant>();
        foreach (var setting in settings)
            meanings[setting.Path] = new Meant(setting.Key, setting.Key.Meaning(setting.Value));
        return meanings;
    }

    sealed record Meant(ConfigKey Key, string? Meaning);
}
