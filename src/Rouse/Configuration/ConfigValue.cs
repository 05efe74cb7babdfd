using System.Globalization;

namespace Rouse.Configuration;

/// <summary>A value as it was written, before its key gives it a meaning.</summary>
abstract class ConfigValue(Origin origin)
{
    public Origin Origin => origin;

    /// <summary>The value in an error message.</summary>
    public abstract string Shown { get; }
}

/// <summary>Text in quotes, or all there is of a variable or an option.</summary>
sealed class TextValue(Origin origin, string text) : ConfigValue(origin)
{
    const int LongestShown = 60;

    public string Text => text;

    public override string Shown => $"\"{(text.Length > LongestShown ? text[..LongestShown] + "…" : text)}\"";
}

sealed class NumberValue(Origin origin, long number) : ConfigValue(origin)
{
    public long Number => number;

    public override string Shown => number.ToString(CultureInfo.InvariantCulture);
}

sealed class FlagValue(Origin origin, bool flag) : ConfigValue(origin)
{
    public bool Flag => flag;

    public override string Shown => flag ? "true" : "false";
}

/// <summary>What no key takes: fractions, dates.</summary>
sealed class OtherValue(Origin origin, string source) : ConfigValue(origin)
{
    public override string Shown => source;
}

sealed class ListValue(Origin origin, IEnumerable<ConfigValue> items) : ConfigValue(origin)
{
    readonly List<ConfigValue> _items = [.. items];

    public IReadOnlyList<ConfigValue> Items => _items;

    /// <summary>Made by <c>[[name]]</c>: the next one adds an item.</summary>
    public bool IsOfHeaders { get; init; }

    public override string Shown => "a list";

    public void Add(ConfigValue item) => _items.Add(item);
}

sealed class TableValue(Origin origin) : ConfigValue(origin)
{
    /// <summary>In the order of the file.</summary>
    public OrderedDictionary<string, ConfigValue> Entries { get; } = [];

    /// <summary>Written in braces: nothing can be added later.</summary>
    public bool IsInline { get; init; }

    /// <summary>The line of its <c>[header]</c>; 0 while only keys with dots or deeper headers made it.</summary>
    public int HeaderLine { get; set; }

    public override string Shown => "a table";
}
