using Rouse.Server.Resolution;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Resolution;

public sealed class HostsFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeDns _dns = new();

    public HostsFileTests()
    {
        _folder.Write(
            "hosts",
            "127.0.0.1 localhost\n# 192.0.2.1 pbx\n192.0.2.7\tPBX pbx.internal. # the old one\n2001:db8::7 pbx\nnonsense pbx\npbx\n");
        _dns.Has("pbx.example.com A 192.0.2.9");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pbx", "A", "192.0.2.7")]
    [InlineData("pbx", "Aaaa", "2001:db8::7")]
    [InlineData("pbx.internal", "A", "192.0.2.7")]
    [InlineData("pbx.example.com", "A", "192.0.2.9")]
    public async Task The_file_comes_before_name_servers(string name, string type, string address)
    {
        var hosts = new HostsFile(_folder["hosts"], _dns);
        var reply = await hosts.AskAsync(new(name, Enum.Parse<DnsType>(type)), CancellationToken.None);

        Assert.Equal(address, Assert.IsType<AddressRecord>(Assert.Single(reply.Records)).Address.ToString());
        Assert.Equal(address == "192.0.2.9" ? 1 : 0, _dns.Asked.Count);
    }

    [Theory]
    [InlineData("hosts")]
    [InlineData("none")]
    public async Task What_it_does_not_have_is_asked_for(string file)
    {
        var hosts = new HostsFile(_folder[file], _dns);
        await hosts.AskAsync(new("pbx.internal", DnsType.Aaaa), CancellationToken.None);
        await hosts.AskAsync(new("pbx", DnsType.Srv), CancellationToken.None);

        Assert.Equal(2, _dns.Asked.Count);
    }
}
