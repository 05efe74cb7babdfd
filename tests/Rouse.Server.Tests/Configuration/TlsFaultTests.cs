using Rouse.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Configuration;

/// <summary>What is wrong with certificates, and with the files that hold them, stops the start.</summary>
public sealed class TlsFaultTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TestAuthority _authority = new();

    public TlsFaultTests()
    {
        var now = DateTimeOffset.UtcNow;
        _authority.Write(_folder.Path, "good", "sip.example.org");
        _authority.Write(_folder.Path, "other", "other.example.org");
        TestAuthority.Write(_folder.Path, "old", _authority.Issue(now.AddDays(-20), now.AddDays(-1), "sip.example.org"));
        TestAuthority.Write(_folder.Path, "early", _authority.Issue(now.AddDays(1), now.AddDays(20), "sip.example.org"));
        _folder.Write("locked.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n");
        _folder.Write("nonsense.pem", "nonsense");
        _folder.Write("ca.pem", _authority.RootPem);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("certificate = \"good.pem\"\nkey = \"good.key\"")]
    [InlineData("certificate = \"good.pem\"\nkey = \"good.key\"\nclient_certificates = \"require\"\nclient_ca = \"ca.pem\"")]
    [InlineData(
        "certificate = \"good.pem\"\nkey = \"good.key\"\n"
        + "names.\"*.example.org\" = { certificate = \"other.pem\", key = \"other.key\" }")]
    public void Good_section_has_no_faults(string tls) => Assert.Empty(FaultsOf(tls));

    [Theory]
    [InlineData("certificate = \"good.pem\"", 3, "tls: certificate needs key beside it")]
    [InlineData("key = \"good.key\"", 3, "tls: key needs certificate beside it")]
    [InlineData("certificate = \"none.pem\"\nkey = \"good.key\"", 3, "tls: certificate {}none.pem cannot be read: there is no such file")]
    [InlineData("certificate = \"good.pem\"\nkey = \"none.key\"", 4, "tls: key {}none.key cannot be read: there is no such file")]
    [InlineData(
        "certificate = \"nonsense.pem\"\nkey = \"good.key\"", 3,
        "tls: certificate {}nonsense.pem is not PEM, such as fullchain.pem of certbot")]
    [InlineData("certificate = \"good.pem\"\nkey = \"nonsense.pem\"", 4, "tls: key {}nonsense.pem is not a private key in PEM")]
    [InlineData(
        "certificate = \"good.pem\"\nkey = \"locked.key\"", 4,
        "tls: key {}locked.key has a password; write it without one: openssl pkey -in {}locked.key -out FILE")]
    [InlineData("certificate = \"good.pem\"\nkey = \"other.key\"", 4, "tls: key {}other.key is not the one of certificate {}good.pem")]
    [InlineData(
        "certificate = \"good.pem\"\nkey = \"good.key\"\nclient_certificates = \"request\"", 5,
        "tls.client_certificates needs tls.client_ca")]
    [InlineData(
        "certificate = \"good.pem\"\nkey = \"good.key\"\nclient_ca = \"nonsense.pem\"", 5,
        "tls: client_ca {}nonsense.pem has no certificate in PEM")]
    [InlineData(
        "certificate = \"good.pem\"\nkey = \"good.key\"\nmin_version = \"1.1\"", 5,
        "tls.min_version: \"1.1\" is not 1.2 or 1.3; did you mean 1.2?")]
    [InlineData(
        "certificate = \"good.pem\"\nkey = \"good.key\"\nnames.\"a.example.org\".key = \"other.key\"", 5,
        "tls.names.\"a.example.org\": key needs certificate beside it")]
    [InlineData(
        "certificate = \"good.pem\"\nkey = \"good.key\"\nnames.\"A.example.org\" = { certificate = \"good.pem\", key = \"other.key\" }", 5,
        "tls.names.\"A.example.org\": key {}other.key is not the one of certificate {}good.pem")]
    [InlineData(
        "certificate = \"good.pem\"\nkey = \"good.key\"\nnames.\"192.0.2.1\".key = \"other.key\"", 5,
        "tls.names.\"192.0.2.1\".key: \"192.0.2.1\" is not a host name, nor *. and a domain")]
    public void Wrong_section_is_refused_at_the_line_of_its_key(string tls, int line, string fault) =>
        Assert.Equal(
            [$"{_folder["rouse.toml"]}:{line}: {fault.Replace("{}", _folder.Path + "/", StringComparison.Ordinal)}"], FaultsOf(tls));

    [Theory, InlineData("old", " has expired on "), InlineData("early", " is not valid before ")]
    public void Certificate_out_of_its_time_is_refused(string name, string fault) =>
        Assert.Contains(fault, Assert.Single(FaultsOf($"certificate = \"{name}.pem\"\nkey = \"{name}.key\"")), StringComparison.Ordinal);

    [Fact]
    public void Listener_without_a_certificate_is_refused() => Assert.Equal(
        [$"{_folder["rouse.toml"]}:1: listen: tls://*:5061 needs tls.certificate and tls.key"], FaultsOf("min_version = \"1.3\""));

    [Fact]
    public void Certificate_that_serves_nothing_is_checked_too() => Assert.Single(
        FaultsOf("certificate = \"good.pem\"\nkey = \"other.key\"", listen: "udp://*:5060"));

    IReadOnlyList<string> FaultsOf(string tls, string listen = "tls://*:5061")
    {
        var file = _folder.Write("rouse.toml", $"listen = [\"{listen}\"]\n[tls]\n{tls}\n");
        return [.. ServerConfiguration.Load(file, [], []).Faults.Select(fault => fault.ToString())];
    }
}
