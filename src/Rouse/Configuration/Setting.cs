namespace Rouse.Configuration;

/// <summary>A value for one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">What stands where the key has its <c>*</c>: a domain, the name of a header.</param>
/// <param name="Value">As it was written.</param>
readonly record struct Setting(ConfigKey Key, string? Name, ConfigValue Value)
{
    public string Path => Name is null ? Key.Path : Key.Path.Replace("*", ConfigKeys.Quote(Name), StringComparison.Ordinal);
}
