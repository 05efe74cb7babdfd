namespace Rouse.Server.Tests.Configuration;

/// <summary>What is wrong with a route is told with its line.</summary>
public sealed class RouteFaultTests
{
    const string Keys = "name, to, methods, domains, users, headers, sources, from, fallback, rewrite_domain";

    [Theory]
    [InlineData("[[route]]\nname = \"a\"", "f:1: route: a route needs 'to'")]
    [InlineData("[[route]]\nto = []", "f:2: route: the list is empty")]
    [InlineData(
        "[[route]]\nto = [\"pbx\"]",
        "f:2: route: \"pbx\" is not the URI of a server, such as sip:pbx.example.com or sip:192.0.2.7:5060;transport=tcp")]
    [InlineData("[[route]]\nto = [{ weight = 2 }]", "f:2: route: a target needs uri")]
    [InlineData(
        "[[route]]\nto = [{ uri = \"sip:a\", weigth = 2 }]",
        "f:2: route: 'weigth' is not known; a target has uri, priority and weight")]
    [InlineData("[[route]]\nto = [{ uri = \"sip:a\", weight = 65536 }]", "f:2: route: 65536 is not from 0 to 65535")]
    [InlineData(
        "[[route]]\nto = [\"sip:a\"]\nmethods = [\"invite\"]",
        "f:3: route: \"invite\" is not a SIP method; they are written in capitals")]
    [InlineData(
        "[[route]]\nto = [\"sip:a\"]\nheaders = [\"X-Tenant\"]",
        "f:3: route: \"X-Tenant\" is not a header and its pattern, such as \"X-Tenant: acme*\"")]
    [InlineData(
        "[[route]]\nto = [\"sip:a\"]\nsources = [\"10.0.0.0/40\"]",
        "f:3: route: \"10.0.0.0/40\" is not a network, such as 10.0.0.0/8")]
    [InlineData("[[route]]\nto = [\"sip:a\"]\nfrom = \"all\"", "f:3: route: \"all\" is not \"users\" or \"anyone\"")]
    [InlineData("[[route]]\nto = [\"sip:a\"]\nuser = [\"0*\"]", "f:3: route: 'user' is not known; did you mean 'users'?")]
    [InlineData("[[route]]\nto = [\"sip:a\"]\nqqqqq = 1", "f:3: route: 'qqqqq' is not known; a route has " + Keys)]
    [InlineData("route = [\"sip:a\"]", "f:1: route: \"sip:a\" is not a route; write [[route]] and its keys below")]
    [InlineData(
        "[dns]\nservers = [\"ns.example.org\"]",
        "f:2: dns.servers: \"ns.example.org\" is not an address; write 192.0.2.53 or 192.0.2.53:53")]
    public void Wrong_route_is_refused(string text, string fault) =>
        Assert.Equal([fault], ConfigFileTests.Read(text, "f").Faults.Select(static each => each.ToString()));

    [Fact]
    public void Example_in_the_documents_is_good()
    {
        var document = File.ReadAllText(Path.Combine(Rouse.Testing.SourceTree.Root, "docs", "configuration.md"));
        var begin = document.IndexOf("```toml\n# Numbers go to the trunk", StringComparison.Ordinal) + "```toml\n".Length;
        var read = ConfigFileTests.Read(document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)]);

        Assert.Empty(read.Faults);
        Assert.Equal(2, read.Options.Routes.Count);
    }
}
