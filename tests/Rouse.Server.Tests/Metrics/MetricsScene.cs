using Rouse.Metrics;
using Rouse.Server.Tests.Scenarios;
using Rouse.Testing;

namespace Rouse.Server.Tests.Metrics;

/// <summary>A server in memory whose metrics are read as Prometheus does.</summary>
sealed class MetricsScene(TestNetwork network) : IDisposable
{
    readonly PrometheusExporter _exporter = new(network.Server.Meter);

    public MetricsScene(WakeScene scene)
        : this(scene.Network)
    {
    }

    public string Text => _exporter.Write();

    public Scrape Scrape() => Metrics.Scrape.Read(Text);

    public double Of(string series) => Scrape()[series];

    public void Dispose() => _exporter.Dispose();
}
