using System.Globalization;
using System.Text.RegularExpressions;

namespace Rouse.Server.Tests.Metrics;

/// <summary>
/// A scrape, read more strictly than Prometheus reads it ("Exposition formats", text format 0.0.4, and its rules for names).
/// </summary>
sealed partial class Scrape
{
    readonly Dictionary<string, double> _samples = [];
    readonly Dictionary<string, string> _types = [];
    string _family = "";
    string _help = "";

    Scrape()
    {
    }

    public IReadOnlyCollection<string> Families => _types.Keys;

    /// <summary>The value of a series as it stands in the text, such as <c>a_total{b="c"}</c>.</summary>
    public double this[string series] => _samples.TryGetValue(series, out var value)
        ? value
        : throw new KeyNotFoundException($"{series} is not there; there is\n{string.Join('\n', _samples.Keys)}");

    public bool Has(string series) => _samples.ContainsKey(series);

    public static Scrape Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var scrape = new Scrape();
        foreach (var line in text[..^1].Split('\n'))
            scrape.ReadLine(line);
        scrape.CheckHistograms();
        return scrape;
    }

    void ReadLine(string line)
    {
        if (Help().Match(line) is { Success: true } help)
            _help = help.Groups["name"].Value;
        else if (Type().Match(line) is { Success: true } type)
            Begin(type.Groups["name"].Value, type.Groups["type"].Value);
        else if (Sample().Match(line) is { Success: true } sample)
            Add(sample);
        else
            Assert.Fail($"not in the format: {line}");
    }

    void Begin(string name, string type)
    {
        Assert.Equal(_help, name);
        Assert.True(_types.TryAdd(name, type), $"{name} begins twice");
        Assert.Equal(type == "counter", name.EndsWith("_total", StringComparison.Ordinal));
        Assert.DoesNotContain("_milliseconds", name);
        _family = name;
    }

    void Add(Match sample)
    {
        var name = sample.Groups["name"].Value;
        string[] allowed = _types[_family] == "histogram" ? [_family + "_bucket", _family + "_sum", _family + "_count"] : [_family];
        Assert.Contains(name, allowed);
        var labels = sample.Groups["label"].Captures.Select(label => label.Value).ToList();
        Assert.Equal(labels.Count, labels.Distinct().Count());
        var value = Number(sample.Groups["value"].Value);
        Assert.False(_types[_family] == "counter" && value < 0, sample.Value);
        Assert.True(_samples.TryAdd(sample.Value[..sample.Value.LastIndexOf(' ')], value), $"twice: {sample.Value}");
    }

    // Buckets are cumulative, rise, and end with +Inf, which is the count.
    void CheckHistograms()
    {
        foreach (var family in _types.Where(type => type.Value == "histogram").Select(type => type.Key))
        {
            var series = _samples.Where(sample => sample.Key.StartsWith(family + "_bucket", StringComparison.Ordinal))
                .GroupBy(sample => Limit().Replace(sample.Key[(family + "_bucket").Length..], ""));
            foreach (var buckets in series)
            {
                var limits = buckets.Select(bucket => Number(Limit().Match(bucket.Key).Groups["limit"].Value)).ToList();
                var counts = buckets.Select(bucket => bucket.Value).ToList();
                Assert.Equal(limits.Order().Distinct(), limits);
                Assert.Equal(counts.Order(), counts);
                Assert.Equal(double.PositiveInfinity, limits[^1]);
                var labels = buckets.Key == "{}" ? "" : buckets.Key;
                Assert.Equal(counts[^1], this[$"{family}_count{labels}"]);
                Assert.True(Has($"{family}_sum{labels}"));
            }
        }
    }

    static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("^# HELP (?<name>[a-z][a-z0-9_]*) [^\\n]+$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE (?<name>[a-z][a-z0-9_]*) (?<type>counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""
        ^(?<name>[a-z][a-z0-9_]*)
        (?:\{ (?<label>[a-z][a-z0-9_]*)="(?:[^"\\\n]|\\[\\"n])*" (?:,(?<label>[a-z][a-z0-9_]*)="(?:[^"\\\n]|\\[\\"n])*")* \})?
        \x20(?<value>[+-]Inf|NaN|-?[0-9.]+(?:E[+-]?[0-9]+)?)$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Sample();

    [GeneratedRegex(""",?le="(?<limit>[^"]+)"$|,?le="(?<limit>[^"]+)"(?=})""")]
    private static partial Regex Limit();
}
