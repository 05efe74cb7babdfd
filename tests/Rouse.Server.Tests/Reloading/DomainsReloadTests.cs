using Rouse.Reloading;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Reloading;

public sealed class DomainsReloadTests
{
    [Fact]
    public void Domains_are_taken_over_and_named()
    {
        var domains = Domains("a.example");
        using var scene = new ReloadScene("domains = [\"a.example\"]\n", new DomainsReload(domains, domains.Become));

        var report = scene.Reload("domains = [\"B.example\", \"a.example\"]\n");

        Assert.Equal(["domains"], report.Applied);
        Assert.Empty(report.NeedsRestart);
        Assert.Equal(["b.example", "a.example"], domains.Configured);
        Assert.Equal("b.example", domains.Default);
        Assert.Empty(scene.Reload("domains = [\"b.example\", \"a.example\"]\n").Applied);
    }

    [Fact]
    public void With_a_fault_elsewhere_they_stay()
    {
        var domains = Domains("a.example");
        using var scene = new ReloadScene("domains = [\"a.example\"]\n", new DomainsReload(domains, domains.Become)) { Fault = "wrong" };
        scene.Reload("domains = [\"b.example\"]\n");

        Assert.Equal(["a.example"], domains.Configured);
    }

    [Theory]
    [InlineData("", "domains = [\"a.example\"]\n")]
    [InlineData("domains = [\"a.example\"]\n", "")]
    public void From_none_to_some_or_back_needs_a_restart_and_is_told_each_time(string before, string after)
    {
        var domains = before.Length == 0 ? Domains() : Domains("a.example");
        using var scene = new ReloadScene(before, new DomainsReload(domains, domains.Become));

        foreach (var report in (ReloadReport[])[scene.Reload(after), scene.Reload(after)])
        {
            Assert.Empty(report.Applied);
            Assert.Equal(["domains"], report.NeedsRestart);
        }
        Assert.Equal(before.Length > 0, domains.Configured.Count > 0);
        Assert.Empty(scene.Reload(before).NeedsRestart);
    }

    static Domains Domains(params string[] configured) => new(configured, "realm.example", static (_, _) => false);
}
