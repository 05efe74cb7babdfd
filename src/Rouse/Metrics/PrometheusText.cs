using System.Globalization;
using System.Text;

namespace Rouse.Metrics;

/// <summary>
/// The text format of Prometheus, version 0.0.4 (its documentation: "Exposition formats"), and its names: those of OpenTelemetry with
/// underscores, the unit and, of counters, <c>_total</c> at the end.
/// </summary>
sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    readonly StringBuilder _text = new();

    public void Begin(string name, string help, MetricType type)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type.ToString().ToLowerInvariant()).Append('\n');
    }

    /// <param name="name">Of the series.</param>
    /// <param name="labels">By <see cref="LabelsOf"/>.</param>
    /// <param name="value">Any number.</param>
    public void Sample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    public void Bucket(string name, string labels, double limit, long count) =>
        Sample($"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{Number(limit)}\"", count);

    public override string ToString() => _text.ToString();

    public static string NameOf(string name, string? unit, MetricType type)
    {
        var text = name.Replace('.', '_');
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!text.EndsWith(suffix, StringComparison.Ordinal))
            text += suffix;
        return type == MetricType.Counter ? $"{text}_total" : text;
    }

    public static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            var shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(name.Replace('.', '_')).Append("=\"").Append(Escape(shown)).Append('"');
        }
        return text.ToString();
    }

    static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
