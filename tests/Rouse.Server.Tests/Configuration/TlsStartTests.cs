using System.Runtime.Versioning;
using Rouse.Server.Tests.Transport;
using Rouse.Server.Transport;
using Rouse.Starting;
using Rouse.Testing;

namespace Rouse.Server.Tests.Configuration;

/// <summary>What a start says of its certificates.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TlsStartTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TestAuthority _authority = new();
    readonly RecordingLoggers _log = new();

    public TlsStartTests()
    {
        _authority.Write(_folder.Path, "first", "sip.example.org", "192.0.2.1");
        _authority.Write(_folder.Path, "second", "*.example.com");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Names_and_ends_are_told()
    {
        using var certificates = Open(Options(("*.example.com", "second")));
        Assert.Equal("sip.example.org, 192.0.2.1 until 2099-01-01; *.example.com until 2099-01-01", TlsStart.Describe(certificates!));
    }

    [Theory]
    [InlineData("*.example.com", true)]
    [InlineData("sip.example.com", true)]
    [InlineData("example.com", false)]
    [InlineData("sip.example.net", false)]
    public void Certificate_that_is_not_good_for_its_name_is_told(string name, bool isGood)
    {
        var options = Options((name, "second"));
        using var certificates = Open(options);
        string[] expected = isGood ? [] : [$"[tls.names] {name}: {_folder["second.pem"]} is only good for *.example.com"];
        Assert.Equal(expected, TlsStart.FindWarnings(options, certificates));
    }

    [Fact]
    public void Key_that_others_can_read_is_told()
    {
        var options = Options();
        File.SetUnixFileMode(_folder["first.key"], UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal(
            [$"{_folder["first.key"]} holds secrets, and others on this machine can read or change it; chmod 600 {_folder["first.key"]}"],
            Exposure.Find(options, _folder["data"], []));
    }

    [Fact]
    public void Certificate_without_a_listener_is_told_and_not_opened()
    {
        var options = Options() with { Listen = [new() { Transport = SipTransport.Tcp, Port = 5060 }] };
        Assert.Null(Open(options));
        Assert.Equal(["[tls] has a certificate, but nothing in listen begins with tls://"], TlsStart.FindWarnings(options, null));
    }

    [Fact]
    public void File_that_has_changed_since_it_was_checked_refuses_the_start()
    {
        _folder.Write("first.key", "nonsense");
        var refused = Assert.Throws<RefusedStartException>(() => Open(Options()));
        Assert.Equal($"[tls]: key {_folder["first.key"]} is not a private key in PEM", refused.Message);
    }

    TlsCertificates? Open(ServerOptions options) => TlsStart.Open(options, TimeProvider.System, _log);

    ServerOptions Options(params (string Name, string File)[] names) => new()
    {
        Listen = [new() { Transport = SipTransport.Tls, Port = 5061 }],
        Tls = new() { Default = Pair("first"), Names = names.ToDictionary(named => named.Name, named => Pair(named.File)) },
    };

    TlsPair Pair(string file) => new(_folder[file + ".pem"], _folder[file + ".key"]);
}
