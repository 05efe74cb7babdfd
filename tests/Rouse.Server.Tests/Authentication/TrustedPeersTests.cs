using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Authentication.Trust;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Authentication;

public sealed class TrustedPeersTests
{
    [Theory]
    [InlineData("192.0.2.0", true)]
    [InlineData("192.0.2.127", true)]
    [InlineData("192.0.2.128", false)]
    [InlineData("192.0.1.255", false)]
    [InlineData("::ffff:192.0.2.5", true)]
    [InlineData("2001:db8:1::5", true)]
    [InlineData("2001:db8:2::5", false)]
    public void Network_ends_where_its_prefix_says(string source, bool expected)
    {
        var peers = new TrustedPeers(new TrustOptions
        {
            Networks = [IPNetwork.Parse("192.0.2.0/25"), IPNetwork.Parse("2001:db8:1::/48")],
        });

        Assert.Equal(expected, peers.IsTrusted(new FakeFlow(source)));
    }

    [Theory]
    [InlineData("TRUNK.example.net", "", true)]
    [InlineData("", "sip:trunk.example.net", true)]
    [InlineData("other.example.net", "", false)]
    [InlineData("sub.trunk.example.net", "", false)]
    public void Certificate_is_trusted_by_one_of_its_names(string dnsName, string uri, bool expected)
    {
        var peers = new TrustedPeers(new TrustOptions { Certificates = ["trunk.example.net", "sip:trunk.example.net"] });
        var shown = new PeerCertificate(uri.Length > 0 ? [uri] : [], dnsName.Length > 0 ? [dnsName] : [], [], "trunk.example.net");

        Assert.Equal(expected, peers.IsTrusted(new FakeFlow(transport: SipTransport.Tls, certificate: shown)));
    }

    [Fact]
    public void Nobody_is_trusted_by_default() =>
        Assert.False(new TrustedPeers(new TrustOptions()).IsTrusted(new FakeFlow("127.0.0.1")));

    [Fact]
    public async Task Host_is_trusted_by_its_addresses_and_by_the_last_ones_while_names_cannot_be_looked_up()
    {
        var time = new FakeTimeProvider();
        var log = new RecordedLog();
        string[] answer = ["192.0.2.9", "::ffff:192.0.2.10"];
        var options = new TrustOptions { Hosts = ["trunk.example.net"] };
        using var hosts = new TrustedHosts(options, time, log, (_, _) => answer.Length > 0
            ? Task.FromResult(answer.Select(IPAddress.Parse).ToArray())
            : Task.FromException<IPAddress[]>(new SocketException(11001)));
        var peers = new TrustedPeers(options, hosts);
        await hosts.LookAsync();
        Assert.True(peers.IsTrusted(new FakeFlow("192.0.2.9")));
        Assert.True(peers.IsTrusted(new FakeFlow("192.0.2.10")));
        Assert.False(peers.IsTrusted(new FakeFlow("192.0.2.11")));

        answer = [];
        time.Advance(TrustedHosts.Interval);
        Assert.True(peers.IsTrusted(new FakeFlow("192.0.2.9")));
        Assert.Contains(log.Lines, line => line.Contains("trunk.example.net cannot be looked up", StringComparison.Ordinal));

        answer = ["192.0.2.11"];
        time.Advance(TrustedHosts.Interval);
        Assert.False(peers.IsTrusted(new FakeFlow("192.0.2.9")));
        Assert.True(peers.IsTrusted(new FakeFlow("192.0.2.11")));
    }

    [Fact]
    public async Task Host_that_a_reload_takes_away_is_trusted_no_more_though_its_name_is_still_being_looked_up()
    {
        var answers = new Dictionary<string, TaskCompletionSource<IPAddress[]>> { ["a.example.net"] = new(), ["b.example.net"] = new() };
        var options = new Live<TrustOptions>(new TrustOptions { Hosts = [.. answers.Keys], Certificates = ["c.example.net"] });
        using var hosts = new TrustedHosts(options, new FakeTimeProvider(), new RecordedLog(), (host, _) => answers[host].Task);
        var peers = new TrustedPeers(options, hosts);
        answers["a.example.net"].SetResult([IPAddress.Parse("192.0.2.9")]);
        var looking = hosts.LookAsync();
        Assert.True(peers.IsTrusted(new FakeFlow("192.0.2.9")));

        options.Set(options.Current with { Hosts = [] });
        Assert.False(peers.IsTrusted(new FakeFlow("192.0.2.9")));
        answers["b.example.net"].SetResult([IPAddress.Parse("192.0.2.10")]);
        await looking;

        Assert.False(peers.IsTrusted(new FakeFlow("192.0.2.10")));
    }

    [Fact]
    public async Task Host_is_trusted_before_the_name_server_of_another_gives_up()
    {
        var dead = new TaskCompletionSource<IPAddress[]>();
        var options = new Live<TrustOptions>(new TrustOptions { Hosts = ["dead.example.net", "trunk.example.net"] });
        using var hosts = new TrustedHosts(options, new FakeTimeProvider(), new RecordedLog(), (host, _) =>
            host == "dead.example.net" ? dead.Task : Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.9")]));
        var peers = new TrustedPeers(options, hosts);
        var looking = hosts.LookAsync();

        Assert.True(peers.IsTrusted(new FakeFlow("192.0.2.9")));
        Assert.False(looking.IsCompleted);
        dead.SetException(new SocketException(11001));
        await looking;
    }
}
