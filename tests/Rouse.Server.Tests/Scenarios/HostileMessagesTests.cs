using Rouse.Fuzz;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>
/// Damaged messages through the whole server, which must end all that they begin: the network fails the test on a logged error and on
/// whatever is left.
/// </summary>
public sealed class HostileMessagesTests
{
    const int Messages = 5_000;

    [Theory]
    [InlineData(SipTransport.Udp, 1)]
    [InlineData(SipTransport.Udp, 2)]
    [InlineData(SipTransport.Tcp, 3)]
    public void Server_survives_any_message_and_serves_the_others(SipTransport transport, int seed)
    {
        // The domain of most seeds: elsewhere they are soon refused.
        using var network = new TestNetwork(static options => options with { Domains = ["test.local", "example.org"] });
        var bob = network.Phone("bob");
        bob.Registers();
        var attacker = network.Phone("mallory", transport);
        attacker.SendsGarbage = true;
        var mutator = new Mutator(seed, Seeds.Messages);
        for (var i = 0; i < Messages; i++)
        {
            if (!attacker.Flow.IsOpen)
                attacker.ChangesNetwork();
            attacker.SendsBytes(mutator.Next());
            attacker.ForgetsUnread();
            bob.ForgetsUnread();
            if (i % 100 == 0)
                network.Advance(1);
        }

        Assert.Equal(200, network.Phone("carol").Registers().Status);
    }
}
