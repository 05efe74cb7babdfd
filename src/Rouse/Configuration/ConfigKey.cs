using Rouse.Server;

namespace Rouse.Configuration;

/// <summary>One key of <c>rouse.toml</c>: from here it is read, suggested and documented.</summary>
/// <param name="Path">With dots; a <c>*</c> stands for a name that the operator chooses.</param>
/// <param name="Initial">What holds without it, as it stands in the file or in words.</param>
/// <param name="Text">What it does, and where its default comes from.</param>
abstract record ConfigKey(string Path, string Initial, string Text)
{
    readonly string[] _names = Path.Split('.');

    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether a server that runs takes a change of it; else the next start does.</summary>
    public bool IsReloaded { get; init; }

    /// <summary>For the reference: what may be written.</summary>
    public abstract string Description { get; }

    /// <summary>The same in a fault.</summary>
    public string Allowed => $"({Description.Replace("`", "", StringComparison.Ordinal)})";

    /// <summary>As an operator writes it: NAME stands for the name that it chooses.</summary>
    public string Shown => Path.Replace("*", "NAME", StringComparison.Ordinal);

    /// <summary>The options with this setting, or as they were if it is wrong.</summary>
    public abstract ServerOptions Apply(ServerOptions options, Setting setting, List<Fault> faults);

    /// <summary>What a good value means, the same however it was written; null for a wrong one. It may be a secret.</summary>
    public abstract string? Meaning(ConfigValue value);

    /// <summary>Whether this is the key with these names.</summary>
    public bool Matches(IReadOnlyList<string> names) => Names.Count == names.Count && Covers(names);

    /// <summary>Whether these names are a section above this key.</summary>
    public bool IsBelow(IReadOnlyList<string> names) => Names.Count > names.Count && Covers(names);

    /// <summary>The operator's own name in <paramref name="names"/>; null if there is none.</summary>
    public string? FreeName(IReadOnlyList<string> names)
    {
        var star = Array.IndexOf(_names, "*");
        return star < 0 || star >= names.Count ? null : names[star];
    }

    /// <summary>How many of these names, from the left, are those of the key.</summary>
    public int DepthShared(IReadOnlyList<string> names)
    {
        var depth = 0;
        while (depth < Names.Count && depth < names.Count && (Names[depth] == "*" || Names[depth] == names[depth]))
            depth++;
        return depth;
    }

    bool Covers(IReadOnlyList<string> names) => DepthShared(names) == names.Count;
}

/// <summary>A key whose value is a <typeparamref name="T"/>.</summary>
sealed record ConfigKey<T>(
    string Path, ValueKind<T> Kind, string Initial, Func<ServerOptions, string, T, ServerOptions> Set, string Text)
    : ConfigKey(Path, Initial, Text)
{
    /// <summary>What is wrong with a name that stands for the <c>*</c>, or null.</summary>
    public Func<string, string?>? CheckName { get; init; }

    public override string Description => Kind.Description;

    public override string? Meaning(ConfigValue value) =>
        Kind.TryRead(value, new KeyFaults(Path, []), out var meaning) ? Kind.Write(meaning) : null;

    public override ServerOptions Apply(ServerOptions options, Setting setting, List<Fault> faults)
    {
        var keyFaults = new KeyFaults(setting.Path, faults);
        if (setting.Name is not null && CheckName?.Invoke(setting.Name) is { } wrong)
        {
            keyFaults.Refuse(setting.Value, wrong);
            return options;
        }
        return Kind.TryRead(setting.Value, keyFaults, out var value) ? Set(options, setting.Name ?? "", value) : options;
    }
}
