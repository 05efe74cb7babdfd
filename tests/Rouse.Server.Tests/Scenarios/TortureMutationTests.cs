using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>
/// Hostile input never throws: messages of the corpus with bytes changed, cut and doubled. The network fails on any logged error.
/// </summary>
public sealed class TortureMutationTests
{
    [Theory]
    [InlineData(SipTransport.Udp, 1)]
    [InlineData(SipTransport.Tcp, 2)]
    public void Mutated_messages_do_no_harm(SipTransport transport, int seed)
    {
        var random = new Random(seed);
        using var network = new TestNetwork(options => options with { Domains = ["example.org", "example.com", "example.net"] });
        var user = network.Phone("user");
        user.Domain = "example.com";
        user.Registers();
        var mallory = network.Phone("mallory", transport);
        (user.SendsGarbage, mallory.SendsGarbage) = (true, true);
        foreach (var torture in TortureCase.All.Values)
        {
            for (var i = 0; i < 20; i++)
            {
                mallory.ChangesNetwork();
                mallory.SendsBytes(Mutate(torture.Bytes, random));
            }
            mallory.ForgetsUnread();
            user.ForgetsUnread();
        }
        mallory.ChangesNetwork();
        mallory.Requests("OPTIONS", "sip:example.org");

        mallory.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Mutated_responses_to_a_call_do_no_harm()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            using var scene = new CallScene();
            (scene.Alice.SendsGarbage, scene.Bob.SendsGarbage) = (true, true);
            scene.Calls();
            var answer = Answer(scene);
            for (var n = 0; n < 10; n++)
            {
                scene.Bob.ChangesNetwork();
                scene.Bob.SendsBytes(Mutate(answer, random));
            }
            scene.Alice.ForgetsUnread();
            scene.Alice.Requests("OPTIONS", "sip:example.org");
            scene.Alice.Receives("SIP/2.0 200 *");
        }
    }

    static byte[] Answer(CallScene scene) => System.Text.Encoding.Latin1.GetBytes(
        $"SIP/2.0 183 Progress\r\nVia: {string.Join("\r\nVia: ", scene.Invite.Values(Protocol.Sip.HeaderName.Via))}\r\n"
        + $"Record-Route: {scene.Invite.Value(Protocol.Sip.HeaderName.RecordRoute)}\r\n"
        + $"From: {scene.Invite.Value(Protocol.Sip.HeaderName.From)}\r\n"
        + $"To: {scene.Invite.Value(Protocol.Sip.HeaderName.To)};tag=b\r\nCall-ID: {scene.Call.CallId}\r\nCSeq: 1 INVITE\r\n"
        + "Contact: <sip:bob@10.0.0.6;transport=tcp>;q=1\r\nContent-Length: 0\r\n\r\n");

    // One to four changes: a byte, a piece gone, a piece twice.
    static byte[] Mutate(byte[] bytes, Random random)
    {
        var mutated = new List<byte>(bytes);
        for (var changes = random.Next(1, 5); changes > 0 && mutated.Count > 1; changes--)
        {
            var at = random.Next(mutated.Count);
            var length = random.Next(1, Math.Min(40, mutated.Count - at + 1));
            switch (random.Next(3))
            {
                case 0:
                    mutated[at] = "\0\r\n \t;,:<>\"=?@%[]zA9\xff"u8[random.Next(20)];
                    break;
                case 1:
                    mutated.RemoveRange(at, length);
                    break;
                default:
                    mutated.InsertRange(at, mutated.GetRange(at, length));
                    break;
            }
        }
        return [.. mutated];
    }
}
