using System.Net;
using System.Net.Sockets;
using Rouse.Server.Resolution;

namespace Rouse.Server.Tests.Resolution;

/// <summary>What a name server on loopback says, as the library that speaks DNS tells it.</summary>
public sealed class LookupDnsClientTests
{
    const byte NoSuchName = 3;

    static readonly DnsQuestion Question = new("_sip._udp.example.com", DnsType.Srv);

    [Fact]
    public async Task That_there_is_no_such_name_is_believed()
    {
        var reply = await Ask(static _ => { });

        Assert.Equal(DnsOutcome.NoSuchName, reply.Outcome);
    }

    // Behind 12 bytes of header each label with its length, and a zero; then two bytes of type.
    [Theory]
    [InlineData(14)]
    [InlineData(36)]
    public async Task Answer_to_another_question_is_none(int changed)
    {
        var reply = await Ask(message => message[changed] ^= 1);

        Assert.Equal(DnsOutcome.Failed, reply.Outcome);
    }

    static async Task<DnsReply> Ask(Action<byte[]> change)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var client = new LookupDnsClient(new DnsOptions { Servers = [(IPEndPoint)server.Client.LocalEndPoint!] });
        var asking = client.AskAsync(Question, TestContext.Current.CancellationToken);
        var asked = await server.ReceiveAsync(TestContext.Current.CancellationToken);
        var answer = asked.Buffer;
        answer[2] |= 0x80;
        answer[3] = 0x80 | NoSuchName;
        change(answer);
        await server.SendAsync(answer, asked.RemoteEndPoint, TestContext.Current.CancellationToken);
        return await asking;
    }
}
