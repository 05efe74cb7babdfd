using System.Text;
using Rouse.Metrics;
using Rouse.Testing;

namespace Rouse.Server.Tests.Metrics;

/// <summary>Keeps <c>docs/metrics.md</c> true: its table is made from the instruments.</summary>
public sealed class MetricsReferenceTests
{
    const string Begin = "<!-- metrics: made from the instruments; ROUSE_WRITE_DOCS=1 ./test writes them anew -->\n";
    const string End = "<!-- end of metrics -->\n";

    static readonly string DocumentPath = Path.Combine(SourceTree.Root, "docs", "metrics.md");

    [Fact]
    public void Table_of_metrics_is_the_one_in_the_documents()
    {
        var document = File.ReadAllText(DocumentPath);
        var begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = document.IndexOf(End, StringComparison.Ordinal);
        var table = WriteTable();
        if (Environment.GetEnvironmentVariable("ROUSE_WRITE_DOCS") == "1")
            File.WriteAllText(DocumentPath, document[..begin] + table + document[end..]);
        else
            Assert.Equal(table, document[begin..end]);
    }

    [Fact]
    public void Everything_that_the_program_exports_is_in_the_format()
    {
        using var network = new TestNetwork();
        using var exporter = new PrometheusExporter(network.Server.Meter, ProcessMeter.Create(() => 3));
        var scrape = Scrape.Read(exporter.Write());

        Assert.Equal(exporter.Families.Select(family => family.Name), scrape.Families);
        Assert.Equal(3, scrape["rouse_log_lines_lost_total"]);
        Assert.InRange(scrape["process_resident_memory_bytes"], 1 << 20, 1L << 40);
        Assert.InRange(scrape["process_cpu_seconds_total"], 0.001, 1e6);
        Assert.InRange(scrape["process_start_time_seconds"], 1.7e9, 1e10);
        Assert.InRange(scrape["dotnet_gc_pause_time_seconds_total"], 0, 1e6);
    }

    static string WriteTable()
    {
        using var network = new TestNetwork();
        using var exporter = new PrometheusExporter(network.Server.Meter, ProcessMeter.Create(() => 0));
        var text = new StringBuilder("\n| metric | type | |\n|---|---|---|\n");
        foreach (var family in exporter.Families)
            text.Append($"| `{family.Name}` | {family.Type.ToString().ToLowerInvariant()} | {family.Help} |\n");
        return text.Append('\n').ToString();
    }
}
