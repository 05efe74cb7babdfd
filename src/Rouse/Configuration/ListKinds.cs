using System.Diagnostics.CodeAnalysis;
using Rouse.Server.Transport;

namespace Rouse.Configuration;

/// <summary>A list of different values. In a variable commas stand between them.</summary>
/// <param name="item">Each of them.</param>
/// <param name="mayBeEmpty">Whether none of them means something.</param>
sealed class ListKind<T>(ValueKind<T> item, bool mayBeEmpty = false) : ValueKind<IReadOnlyList<T>>
{
    const StringSplitOptions Separated = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    public override string Description => $"list of {item.Description}";

    public override bool TryRead(ConfigValue value, KeyFaults faults, [MaybeNullWhen(false)] out IReadOnlyList<T> result)
    {
        result = null;
        if (ItemsOf(value) is not { } values)
            return faults.Refuse(value, $"{value.Shown} is not a list; {Suggest(value)}");
        if (values.Count == 0 && !mayBeEmpty)
            return faults.Refuse(value, "the list is empty");
        var read = new List<T>();
        if (value is TextValue && values is [TextValue { Text: var only }] && only.AsSpan().IndexOfAny(';', ' ') >= 0)
            return faults.Refuse(value, "commas stand between the values of a list");
        foreach (var written in values)
        {
            if (!item.TryRead(written, faults, out var next))
                continue;
            if (read.Contains(next))
                faults.Refuse(written, $"{item.Write(next)} stands twice");
            else
                read.Add(next);
        }
        result = read;
        return read.Count == values.Count;
    }

    public override string Write(IReadOnlyList<T> value) => $"[{string.Join(", ", value.Select(item.Write))}]";

    // What stands there as the list's items, if they are good ones.
    string Suggest(ConfigValue value)
    {
        var parts = value is TextValue text ? [.. PartsOf(text)] : new List<ConfigValue> { value };
        var items = new List<string>();
        foreach (var part in parts)
        {
            if (item.TryRead(part, new KeyFaults("", []), out var read))
                items.Add(item.Write(read));
        }
        return items.Count == parts.Count && items.Count > 0
            ? $"write [{string.Join(", ", items)}]"
            : $"it may be a {Description.Replace("`", "", StringComparison.Ordinal)}";
    }

    static List<TextValue> PartsOf(TextValue value) =>
        [.. value.Text.Split(',', Separated).Select(part => new TextValue(value.Origin, part))];

    static IReadOnlyList<ConfigValue>? ItemsOf(ConfigValue value) => value switch
    {
        ListValue list => list.Items,
        TextValue text when !value.Origin.IsFile => PartsOf(text),
        _ => null,
    };
}

/// <summary>A listen address: its URL, or a table of <c>url</c> and <c>public_address</c>.</summary>
sealed class ListenKind(ValueKind<string> host) : ValueKind<ListenAddress>
{
    const string Url = "url";
    const string PublicAddress = "public_address";

    public override string Description =>
        "`\"udp://*:5060\"`, `\"tcp://192.0.2.1:5060\"`, `\"tls://[2001:db8::1]:5061\"` or `{ url = …, public_address = … }`";

    public override bool TryRead(ConfigValue value, KeyFaults faults, [MaybeNullWhen(false)] out ListenAddress result)
    {
        result = null;
        if (value is TableValue table)
            return TryReadTable(table, faults, out result);
        if (value is not TextValue text)
            return faults.Refuse(value, $"{value.Shown} is not a listen address; write \"udp://*:5060\"");
        return ListenAddress.TryParse(text.Text, out result, out var error) || faults.Refuse(value, error);
    }

    public override string Write(ListenAddress value) =>
        value.PublicAddress is { } shown ? $"{{ {Url} = \"{value}\", {PublicAddress} = \"{shown}\" }}" : $"\"{value}\"";

    bool TryReadTable(TableValue table, KeyFaults faults, [MaybeNullWhen(false)] out ListenAddress result)
    {
        result = null;
        string? publicAddress = null;
        var fine = true;
        foreach (var (name, value) in table.Entries)
        {
            fine &= name switch
            {
                Url when value is TextValue => TryRead(value, faults, out result),
                Url => faults.Refuse(value, $"{value.Shown} is not a listen address"),
                PublicAddress => host.TryRead(value, faults, out publicAddress),
                _ => faults.Refuse(value, $"'{name}' is not known; a listener has {Url} and {PublicAddress}"),
            };
        }
        if (!table.Entries.ContainsKey(Url))
            return faults.Refuse(table, $"a listener needs {Url}");
        if (!fine || result is null)
            return false;
        result = result with { PublicAddress = publicAddress };
        return true;
    }
}
