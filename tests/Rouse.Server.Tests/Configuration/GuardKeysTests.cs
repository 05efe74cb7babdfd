namespace Rouse.Server.Tests.Configuration;

/// <summary><c>[guard]</c> as it is written.</summary>
public sealed class GuardKeysTests
{
    [Fact]
    public void Everything_can_be_set()
    {
        var guard = Read("""
            enabled = false
            trusted = ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"]
            messages_per_source = 1
            messages_per_port = 2
            ban = "3s"
            max_ban = "4s"
            connections = 5
            connections_per_source = 6
            handshakes_per_source = 7
            registers_per_account = 0
            """);

        Assert.False(guard.Enabled);
        Assert.Equal(["192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32"], guard.Trusted.Select(network => network.ToString()));
        Assert.Equal((1, 2), (guard.MessagesPerSource, guard.MessagesPerPort));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)), (guard.Ban, guard.MaxBan));
        Assert.Equal((5, 6, 7, 0), (guard.Connections, guard.ConnectionsPerSource, guard.HandshakesPerSource, guard.RegistersPerAccount));
    }

    [Fact]
    public void Nobody_is_trusted_where_the_list_is_empty()
    {
        Assert.Equal(2, Read("").Trusted.Count);
        Assert.Empty(Read("trusted = []").Trusted);
    }

    [Theory]
    [InlineData(
        "trusted = [\"192.0.2.0/33\"]",
        "\"192.0.2.0/33\" is not a network, whose address ends where its prefix does, such as 192.0.2.0/24")]
    [InlineData("trusted = [\"office\"]", "\"office\" is not a network, whose address ends where its prefix does, such as 192.0.2.0/24")]
    [InlineData("trusted = [1]", "1 is not a network; write \"192.0.2.0/24\"")]
    [InlineData("trusted = \"192.0.2.0/24\"", "is not a list; write [\"192.0.2.0/24\"]")]
    [InlineData("messages_per_source = -1", "-1 is not from 0 to 1000000")]
    [InlineData("ban = \"0s\"", "0s is too short; it may be 1s to 30d")]
    [InlineData("max_ban = \"31d\"", "31d is too long; it may be 1s to 30d")]
    public void Wrong_value_is_told(string text, string fault) =>
        Assert.Contains(fault, Assert.Single(ConfigFileTests.Read($"[guard]\n{text}", "f").Faults).ToString());

    static Server.Guard.GuardOptions Read(string text)
    {
        var read = ConfigFileTests.Read($"[guard]\n{text}", "f");
        Assert.Empty(read.Faults);
        return read.Options.Guard;
    }
}
