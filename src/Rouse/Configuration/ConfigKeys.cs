namespace Rouse.Configuration;

/// <summary>Every key, section by section, and what is planned: the table behind reading, suggestions and the reference.</summary>
static class ConfigKeys
{
    /// <summary>Sections that a later version will have; until then they are refused without a suggestion.</summary>
    static readonly string[] Planned = ["gateway"];

    public static IReadOnlyList<ConfigKey> All { get; } =
        [
            .. ServerKeys.All, .. TlsKeys.All, .. AuthenticationKeys.All, .. MethodKeys.Keys,
            .. SqlKeys.All.Select(Reloaded), .. TrustKeys.All, .. RegistrarKeys.All, .. ForkingKeys.All.Select(Reloaded),
            .. RecordKeys.All, .. RoutingKeys.All, .. DiversionKeys.All, .. PushKeys.All.Select(Reloaded),
            .. PushAppKeys.All.Select(Reloaded), .. GuardKeys.All.Select(Reloaded), .. TimelineKeys.All, .. StoreKeys.All,
            .. AdminKeys.All, .. LogKeys.All,
        ];

    public static ConfigKey Get(string path) => All.First(key => key.Path == path);

    public static ConfigKey? Find(IReadOnlyList<string> names) => All.FirstOrDefault(key => key.Matches(names));

    public static bool IsSection(IReadOnlyList<string> names) => All.Any(key => key.IsBelow(names));

    public static bool IsPlanned(IReadOnlyList<string> names) => Planned.Contains(string.Join('.', names));

    /// <summary>Names as they stand in a file: one with a dot in it in quotes.</summary>
    public static string Join(IEnumerable<string> names) => string.Join('.', names.Select(Quote));

    public static string Quote(string name) => name.Contains('.', StringComparison.Ordinal) ? $"\"{name}\"" : name;

    /// <summary>The names that may follow these.</summary>
    public static IReadOnlyList<string> NamesBelow(IReadOnlyList<string> names) =>
        [.. All.Where(key => key.IsBelow(names)).Select(key => key.Names[names.Count]).Where(name => name != "*").Distinct()];

    /// <summary>The key that ends so, wherever it stands, the nearest first: for one written in the wrong section.</summary>
    public static ConfigKey? FindByLastName(IReadOnlyList<string> names) =>
        All.Where(key => key.Names[^1] == names[^1]).MaxBy(key => key.DepthShared(names));

    /// <summary>The same key, taken by a server that runs.</summary>
    static ConfigKey Reloaded(ConfigKey key) => key with { IsReloaded = true };

    /// <summary>Whether it is a section of something that the operator has named, such as an app.</summary>
    public static bool IsOfNamed(IReadOnlyList<string> names) => All.Any(key => key.IsBelow(names) && key.FreeName(names) != null);
}
