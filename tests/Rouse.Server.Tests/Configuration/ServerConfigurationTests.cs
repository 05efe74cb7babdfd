using Rouse.Configuration;

namespace Rouse.Server.Tests.Configuration;

public sealed class ServerConfigurationTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("DOMAINS", "example.org, example.com", "example.org example.com")]
    [InlineData("DOMAINS", "example.org", "example.org")]
    [InlineData("AUTH__ENABLED", "false", "False")]
    [InlineData("REGISTRAR__MAX_CONTACTS", "3", "3")]
    [InlineData("PUSH__RING_WINDOW", "30s", "00:00:30")]
    [InlineData("PUSH__HTTP__URL", "http://push.example.org", "http://push.example.org")]
    [InlineData("LISTEN", "udp://*:5070,tcp://*:5070", "udp://*:5070 tcp://*:5070")]
    public void Variable_sets_its_option(string name, string text, string expected)
    {
        var read = Load(null, [new("ROUSE__" + name, text)]);

        Assert.Empty(read.Faults);
        Assert.Equal(expected, name switch
        {
            "DOMAINS" => string.Join(' ', read.Options.Domains),
            "AUTH__ENABLED" => read.Options.Auth.Enabled.ToString(),
            "REGISTRAR__MAX_CONTACTS" => read.Options.Registrar.MaxContacts.ToString(),
            "PUSH__RING_WINDOW" => read.Options.Push.RingWindow.ToString(),
            "PUSH__HTTP__URL" => read.Options.Push.Http?.Url,
            _ => string.Join(' ', read.Options.Listen),
        });
    }

    [Fact]
    public void Header_with_a_secret_may_come_from_a_variable()
    {
        var read = Load(null, [new("ROUSE__PUSH__HTTP__URL", "http://a"), new("ROUSE__PUSH__HTTP__HEADERS__X_API_KEY", "Secret")]);

        Assert.Equal("Secret", read.Options.Push.Http?.Headers["X-Api-Key"]);
    }

    [Theory]
    [InlineData("ROUSE__PUSH__RING_WINDOW", "30", "ROUSE__PUSH__RING_WINDOW: \"30\" is not a duration; write 30s")]
    [InlineData(
        "ROUSE__PUSH__RINGWINDOW",
        "30s",
        "ROUSE__PUSH__RINGWINDOW: this variable is not known; did you mean ROUSE__PUSH__RING_WINDOW (duration, 1s to 10m)?")]
    [InlineData("ROUSE__FOO", "30s", "ROUSE__FOO: this variable is not known; the names are ROUSE__SECTION__KEY")]
    [InlineData("ROUSE__AUTH__ENABLED", "yes", "ROUSE__AUTH__ENABLED: \"yes\" is neither true nor false")]
    [InlineData("ROUSE__REGISTRAR__MAX_CONTACTS", "-1", "ROUSE__REGISTRAR__MAX_CONTACTS: \"-1\" is not from 1 to 100")]
    [InlineData("ROUSE__REGISTRAR__MAX_CONTACTS", "1.5", "ROUSE__REGISTRAR__MAX_CONTACTS: \"1.5\" is not a whole number from 1 to 100")]
    [InlineData(
        "ROUSE__LISTEN", "udp://*,ws://*",
        "ROUSE__LISTEN: WebSocket comes later; this version listens on udp://, tcp:// and tls://")]
    [InlineData("ROUSE__LISTEN", "udp://*,tls://*", "ROUSE__LISTEN: listen: tls://*:5061 needs tls.certificate and tls.key")]
    [InlineData(
        "ROUSE__PSUH__RING_WINDOW",
        "30s",
        "ROUSE__PSUH__RING_WINDOW: this variable is not known; did you mean ROUSE__PUSH__RING_WINDOW (duration, 1s to 10m)?")]
    [InlineData("ROUSE__PUSH__RING_WINDOW", "", "ROUSE__PUSH__RING_WINDOW: \"\" is not a duration; "
        + "write a whole number and ms, s, m, h or d, 1s to 10m")]
    [InlineData("ROUSE__AUTH__ENABLED", "0", "ROUSE__AUTH__ENABLED: \"0\" is neither true nor false")]
    [InlineData("ROUSE__DATA", "", "ROUSE__DATA: the path is empty")]
    [InlineData("ROUSE__LISTEN", "udp://*:5060;tcp://*:5060", "ROUSE__LISTEN: commas stand between the values of a list")]
    [InlineData("ROUSE__DOMAINS", "a.example b.example", "ROUSE__DOMAINS: commas stand between the values of a list")]
    [InlineData("ROUSE__DOMAINS", "", "ROUSE__DOMAINS: the list is empty")]
    public void Fault_of_a_variable_names_it(string name, string text, string fault) =>
        Assert.Equal(fault, Assert.Single(Load(null, [new(name, text)]).Faults).ToString());

    [Theory]
    [InlineData("ROUSE_PUSH__RING_WINDOW")]
    [InlineData("rouse__push__ring_window")]
    [InlineData("PATH")]
    public void Other_variables_are_nobodys_business(string name)
    {
        var read = Load(null, [new(name, "30s")]);

        Assert.Empty(read.Faults);
        Assert.Equal(new ServerOptions().Push.RingWindow, read.Options.Push.RingWindow);
    }

    [Fact]
    public void Command_line_beats_variables_and_these_beat_the_file()
    {
        var file = _folder.Write("rouse.toml", "domains = [\"file.example\"]\ndata = \"file\"\npublic_address = \"file.example\"\n");
        var read = ServerConfiguration.Load(
            file,
            [new("ROUSE__DOMAINS", "variable.example"), new("ROUSE__DATA", "variable")],
            [new Setting(ConfigKeys.Get("data"), null, new TextValue(new Origin("--data"), "option"))]);

        Assert.Empty(read.Faults);
        Assert.Equal(["variable.example"], read.Options.Domains);
        Assert.Equal("option", read.Options.Data);
        Assert.Equal("file.example", read.Options.PublicAddress);
    }

    [Fact]
    public void Faults_of_the_file_come_first_and_all_come_at_once()
    {
        var file = _folder.Write("rouse.toml", "\n\n[registrar]\nmax_expires = \"2h\"\nmax_contact = 1\n");
        var read = ServerConfiguration.Load(
            file,
            [new("ROUSE__REGISTRAR__MIN_EXPIRES", "1h"), new("ROUSE__REGISTRAR__DEFAULT_EXPIRES", "30m")],
            [new Setting(ConfigKeys.Get("domains"), null, new TextValue(new Origin("--domain"), "a:b"))]);

        Assert.Equal(
            [
                $"{file}:5: key 'registrar.max_contact' is not known; did you mean 'max_contacts' (number, 1 to 100)?",
                "--domain: \"a:b\" is not a host name or an address, without port, such as sip.example.org",
                "ROUSE__REGISTRAR__MIN_EXPIRES: registrar.min_expires 1h is more than registrar.default_expires 30m",
            ], read.Faults.Select(fault => fault.ToString()));
    }

    static ServerConfiguration Load(string? file, IEnumerable<KeyValuePair<string, string>> variables) =>
        ServerConfiguration.Load(file, variables, []);
}
