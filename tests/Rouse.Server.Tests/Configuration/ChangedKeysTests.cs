using Rouse.Configuration;

namespace Rouse.Server.Tests.Configuration;

public sealed class ChangedKeysTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("push.reach = \"24d\"", "", "")]
    [InlineData("push.reach = \"1d\"", "push.reach = \"24h\"", "")]
    [InlineData("push.reach = \"1d\"", "", "push.reach")]
    [InlineData("", "push.reach = \"1d\"", "push.reach")]
    [InlineData("push.provisional = 180", "push.provisional = \"180\"", "")]
    [InlineData("listen = [\"udp://*\"]", "listen = [\"udp://*:5060\"]", "")]
    [InlineData("listen = [\"udp://*\"]", "listen = [{ url = \"udp://*\" }]", "")]
    [InlineData("listen = [\"udp://*\"]", "listen = [{ url = \"udp://*\", public_address = \"a\" }]", "listen")]
    [InlineData("domains = [\"A.example\", \"b\"]", "domains = [\"a.example\", \"b\"]", "")]
    [InlineData("domains = [\"a\", \"b\"]", "domains = [\"b\", \"a\"]", "domains")]
    [InlineData(
        "[push.http]\nurl = \"http://a\"\nheaders = { A = \"1\", B = \"2\" }",
        "[push.http]\nurl = \"http://a\"\nheaders = { A = \"1\", B = \"3\" }",
        "push.http.headers.B")]
    public void Key_has_changed_if_it_means_something_else(string before, string after, string changed) => Assert.Equal(
        changed.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ChangedKeys.Between(ConfigFileTests.Read(before).Settings, ConfigFileTests.Read(after).Settings).Select(key => key.Path));
}
