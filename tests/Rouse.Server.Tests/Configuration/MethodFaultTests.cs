using Rouse.Configuration;
using Rouse.Server.Authentication;

namespace Rouse.Server.Tests.Configuration;

/// <summary>What is wrong with <c>[auth]</c> beyond passwords, and with <c>[trust]</c>.</summary>
public sealed class MethodFaultTests : IDisposable
{
    const string Bearer =
        "authorization_server = \"https://login.example.org\"\naudience = \"sip\"\nkeys = \"https://login.example.org/keys\"";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "[auth]\nmethods = [\"digset\"]",
        "2: auth.methods: \"digset\" is not \"digest\" or \"certificate\" or \"bearer\"; did you mean \"digest\"?")]
    [InlineData("[auth]\nmethods = [\"digest\", \"digest\"]", "2: auth.methods: \"digest\" stands twice")]
    [InlineData("[auth]\nmethod = [\"digest\"]", "2: key 'auth.method' is not known; did you mean 'methods' (list of \"digest\"")]
    [InlineData("[auth]\nmethods = [\"certificate\"]", "2: auth.methods: \"certificate\" needs tls.client_certificates")]
    [InlineData(
        "[auth.domains.\"example.org\"]\nmethods = [\"certificate\"]",
        "2: auth.domains.\"example.org\".methods: \"certificate\" needs tls.client_certificates")]
    [InlineData(
        "domains = [\"example.org\"]\n[auth.domains.\"example.net\"]\nmethods = [\"digest\"]",
        "3: auth.domains: 'example.net' is not one of domains")]
    [InlineData(
        "[auth.certificate]\nrequired_subject = \"(\"",
        "2: auth.certificate.required_subject: \"(\" is not a regular expression")]
    [InlineData(
        "[auth.certificate]\nrequired_subject = \"(a)\\\\1\"",
        "2: auth.certificate.required_subject: \"(a)\\1\": references and looking around are not supported")]
    [InlineData(
        "[auth.certificate]\nothers = \"refused\"",
        "2: auth.certificate.others: \"refused\" is not \"ask\" or \"refuse\"; did you mean \"refuse\"?")]
    [InlineData(
        "[auth.bearer]\nauthorization_server = \"http://login.example.org\"",
        "2: auth.bearer.authorization_server: \"http://login.example.org\" is not a URL that begins with https://")]
    [InlineData(
        "[auth.bearer]\nkeys = \"http://login.example.org/keys\"",
        "2: auth.bearer.keys: keys are not fetched without TLS; write https://")]
    [InlineData("[auth.bearer]\nscope = \"a\\\"b\"", "2: auth.bearer.scope: a scope has no such characters")]
    [InlineData("[auth.bearer]\nrefresh = \"9s\"", "2: auth.bearer.refresh: 9s is too short; it may be 10s to 1d")]
    [InlineData("[auth.bearer]\ntimeout = \"11s\"", "2: auth.bearer.timeout: 11s is too long; it may be 100ms to 10s")]
    [InlineData(
        "[trust]\nnetworks = [\"sip.example.net\"]",
        "2: trust.networks: \"sip.example.net\" is not a network")]
    [InlineData("[trust]\nnetworks = [\"192.0.2.0/33\"]", "2: trust.networks: \"192.0.2.0/33\" is not a network")]
    [InlineData("[trust]\nhosts = [\"a b\"]", "2: trust.hosts: \"a b\" is not a host name")]
    [InlineData("[trust]\ncertificates = [\"trunk.example.net\"]", "2: trust.certificates needs tls.client_certificates")]
    [InlineData("[trust]\nhost = [\"trunk.example.net\"]", "2: key 'trust.host' is not known; did you mean 'hosts'")]
    public void Fault_has_its_line(string text, string fault)
    {
        var (file, loaded) = Load(text);

        Assert.StartsWith($"{file}:{fault}", Assert.Single(loaded.Faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_need_a_server_an_audience_and_keys()
    {
        var (file, loaded) = Load("[auth]\nmethods = [\"bearer\"]");

        Assert.Equal(
            [
                $"{file}:2: auth.methods: \"bearer\" needs auth.bearer.authorization_server",
                $"{file}:2: auth.methods: \"bearer\" needs auth.bearer.audience",
                $"{file}:2: auth.methods: \"bearer\" needs auth.bearer.keys",
            ],
            loaded.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void File_of_keys_must_be_there()
    {
        var text = "[auth]\nmethods = [\"bearer\"]\n[auth.bearer]\n"
            + Bearer.Replace("https://login.example.org/keys", "keys.json", StringComparison.Ordinal);
        var (file, loaded) = Load(text);

        Assert.StartsWith($"{file}:6: auth.bearer.keys: {_folder.Path}", Assert.Single(loaded.Faults).ToString(), StringComparison.Ordinal);
        _folder.Write("keys.json", "{}");
        Assert.Empty(Load(text).Loaded.Faults);
    }

    [Fact]
    public void Domain_has_settings_of_its_own()
    {
        var (_, loaded) = Load(
            $"[auth]\nmethods = [\"bearer\", \"digest\"]\n[auth.bearer]\n{Bearer}\n"
            + $"[auth.domains.\"Example.NET\"]\nmethods = [\"bearer\"]\n[auth.domains.\"example.net\".bearer]\n{Bearer}\n"
            + "scope = \"sip\"\nplain = true");
        var auth = loaded.Options.Auth;

        Assert.Empty(loaded.Faults);
        Assert.Equal([AuthenticationMethod.Bearer, AuthenticationMethod.Digest], auth.MethodsOf("example.org"));
        Assert.Equal([AuthenticationMethod.Bearer], auth.MethodsOf("example.net"));
        Assert.Equal((null, false), (auth.BearerOf("example.org").Scope, auth.BearerOf("example.org").AcceptsPlain));
        Assert.Equal(("sip", true), (auth.BearerOf("example.net").Scope, auth.BearerOf("example.net").AcceptsPlain));
    }

    [Fact]
    public void Networks_may_be_addresses()
    {
        var (_, loaded) = Load(
            "[trust]\nnetworks = [\"192.0.2.1\", \"2001:db8::1\", \"198.51.100.0/24\"]\nhosts = [\"Trunk.Example.NET\"]");

        Assert.Equal(["192.0.2.1/32", "2001:db8::1/128", "198.51.100.0/24"], loaded.Options.Trust.Networks.Select(network => $"{network}"));
        Assert.Equal(["trunk.example.net"], loaded.Options.Trust.Hosts);
    }

    (string File, ServerConfiguration Loaded) Load(string text)
    {
        var file = _folder.Write("rouse.toml", text + "\n");
        return (file, ServerConfiguration.Load(file, [], []));
    }
}
