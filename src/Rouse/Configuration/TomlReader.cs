using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Rouse.Configuration;

/// <summary>Reads TOML 1.0 into values that know their line. What is wrong is noted, at most once a line; the rest is still read.</summary>
sealed class TomlReader
{
    readonly string _file;
    readonly string _folder;
    readonly List<Fault> _faults;
    readonly HashSet<int> _brokenLines = [];
    readonly List<int> _brokenSections = [];
    int _section;

    TomlReader(string file, string folder, List<Fault> faults) => (_file, _folder, _faults) = (file, folder, faults);

    /// <param name="text">All of the file.</param>
    /// <param name="file">Its name in faults.</param>
    /// <param name="folder">Where its relative paths start.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static TableValue Read(string text, string file, string folder, List<Fault> faults)
    {
        var reader = new TomlReader(file, folder, faults);
        var document = SyntaxParser.Parse(text, file, validate: false);
        reader.NoteSyntax(document, text.Split('\n'));
        var root = new TableValue(reader.At(document));
        reader.ReadItems(document.KeyValues, root, []);
        foreach (var section in document.Tables)
        {
            reader._section = section.Span.Start.Line + 1;
            if (reader.OpenSection(root, section) is { } table)
                reader.ReadItems(section.Items, table, NamesOf(section.Name));
        }
        return root;
    }

    void NoteSyntax(DocumentSyntax document, string[] lines)
    {
        var previous = "";
        foreach (var diagnostic in document.Diagnostics)
        {
            var line = diagnostic.Span.Start.Line + 1;
            if (_brokenSections.Contains(line - 1))
            {
                _brokenLines.Add(line);
                continue;
            }
            if (TomlFault.IsSection(lines.ElementAtOrDefault(line - 1) ?? ""))
                _brokenSections.Add(line);
            // A string that is not closed is reported again for each line up to the end of the file.
            if (_brokenLines.Add(line) && diagnostic.Message != previous)
                _faults.Add(new Fault(At(line), TomlFault.Explain(diagnostic.Message, lines.ElementAtOrDefault(line - 1) ?? "")));
            previous = diagnostic.Message;
        }
    }

    TableValue? OpenSection(TableValue root, TableSyntaxBase section)
    {
        var names = NamesOf(section.Name);
        var origin = At(section);
        if (_brokenLines.Contains(origin.Line) || names.Count == 0 || Descend(root, names, names.Count - 1, origin) is not { } parent)
            return null;
        var repeats = section is TableArraySyntax;
        if (!parent.Entries.TryGetValue(names[^1], out var present))
        {
            var added = new TableValue(origin) { HeaderLine = origin.Line };
            parent.Entries.Add(names[^1], repeats ? new ListValue(origin, [added]) { IsOfHeaders = true } : added);
            return added;
        }
        if (repeats && present is ListValue { IsOfHeaders: true } list)
        {
            var added = new TableValue(origin) { HeaderLine = origin.Line };
            list.Add(added);
            return added;
        }
        if (!repeats && present is TableValue { IsInline: false, HeaderLine: 0 } table)
        {
            table.HeaderLine = origin.Line;
            return table;
        }
        _faults.Add(new Fault(origin, $"section '{ConfigKeys.Join(names)}' stands twice; first in line {present.Origin.Line}"));
        return null;
    }

    void ReadItems(IEnumerable<KeyValueSyntax> items, TableValue table, IReadOnlyList<string> section)
    {
        foreach (var item in items)
        {
            var origin = At(item);
            // Below a section whose line is broken nobody knows where a key belongs.
            if (_brokenSections.Exists(broken => broken > _section && broken < origin.Line))
                continue;
            if (_brokenLines.Contains(origin.Line) || item.Key is null || item.Value is null)
                continue;
            var names = NamesOf(item.Key);
            if (names.Count == 0 || Descend(table, names, names.Count - 1, origin) is not { } parent)
                continue;
            IReadOnlyList<string> path = [.. section, .. names];
            if (parent.Entries.TryGetValue(names[^1], out var present))
                _faults.Add(new Fault(origin, $"key '{ConfigKeys.Join(path)}' is set twice; first in line {present.Origin.Line}"));
            else
                parent.Entries.Add(names[^1], Convert(item.Value, origin, path));
        }
    }

    TableValue? Descend(TableValue table, List<string> names, int count, Origin origin)
    {
        for (var depth = 0; depth < count; depth++)
        {
            if (!table.Entries.TryGetValue(names[depth], out var next))
                table.Entries.Add(names[depth], next = new TableValue(origin));
            if (next is ListValue { IsOfHeaders: true } list)
                next = list.Items[^1];
            if (next is not TableValue { IsInline: false } found)
            {
                var complete = $"'{ConfigKeys.Join(names.Take(depth + 1))}' is complete in line {next.Origin.Line}";
                _faults.Add(new Fault(origin, $"'{ConfigKeys.Join(names)}' cannot be added: {complete}"));
                return null;
            }
            table = found;
        }
        return table;
    }

    ConfigValue Convert(ValueSyntax value, Origin origin, IReadOnlyList<string> path)
    {
        switch (value)
        {
            case StringValueSyntax text:
                return new TextValue(origin, text.Value ?? "");
            case IntegerValueSyntax number:
                return new NumberValue(origin, number.Value);
            case BooleanValueSyntax flag:
                return new FlagValue(origin, flag.Value);
            case ArraySyntax array:
                var items = array.Items.Where(item => item.Value is not null);
                return new ListValue(origin, items.Select(item => Convert(item.Value!, At(item), path)));
            case InlineTableSyntax braces:
                var table = new TableValue(origin) { IsInline = true };
                ReadItems(braces.Items.Where(item => item.KeyValue is not null).Select(item => item.KeyValue!), table, path);
                return table;
            default:
                return new OtherValue(origin, value.ToString().Trim());
        }
    }

    static List<string> NamesOf(KeySyntax? key)
    {
        var names = new List<string>();
        if (key is null)
            return names;
        Add(key.Key);
        foreach (var dotted in key.DotKeys)
            Add(dotted.Key);
        return names;

        void Add(BareKeyOrStringValueSyntax? part) => names.Add(part switch
        {
            BareKeySyntax bare => bare.Key?.Text ?? "",
            StringValueSyntax quoted => quoted.Value ?? "",
            _ => "",
        });
    }

    Origin At(SyntaxNode node) => At(node.Span.Start.Line + 1);

    Origin At(int line) => new(_file, line, _folder);
}
