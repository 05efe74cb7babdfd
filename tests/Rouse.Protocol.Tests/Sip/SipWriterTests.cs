using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Tests.Torture;

namespace Rouse.Protocol.Tests.Sip;

public sealed class SipWriterTests
{
    public static TheoryData<string> Corpus => [.. ClientMessages.All.Keys];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void A_clients_message_is_sent_on_as_it_came(string name)
    {
        var message = Wire.Message(ClientMessages.All[name]);

        Assert.Null(Wire.Check(message));
        if (message.Headers.Contains(HeaderName.ContentLength))
            Assert.Equal(ClientMessages.All[name], SipWriter.Write(new OutgoingMessage(message)));
    }

    [Fact]
    public void A_torture_message_that_is_accepted_is_sent_on_as_it_came()
    {
        foreach (var torture in TortureMessage.All.Values)
        {
            if (Verdicts.Datagram[torture.Name].Status != 0 || torture.Name == "inv2543")
                continue;
            var message = Wire.Message(torture.Bytes);
            Assert.Equal(message.Bytes.ToArray(), SipWriter.Write(new OutgoingMessage(message)));
        }
    }

    [Fact]
    public void A_missing_Content_Length_is_added()
    {
        Assert.Equal(
            "OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nContent-Length: 4\r\n\r\nbody",
            Written("OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\n\nbody"));
    }

    [Fact]
    public void A_Content_Length_that_an_edit_took_away_is_added_again()
    {
        var message = new OutgoingMessage(Wire.Request("OPTIONS sip:b@c SIP/2.0\nl: 4\n\nbody"));
        message.Edits.RemoveAll(HeaderName.ContentLength);

        Assert.Equal("OPTIONS sip:b@c SIP/2.0\r\nContent-Length: 4\r\n\r\nbody", Wire.Text(SipWriter.Write(message)));
    }

    [Fact]
    public void The_Request_URI_is_replaced()
    {
        var message = new OutgoingMessage(Wire.Request("OPTIONS sip:b@c SIP/2.0\nl: 0\n\n")) { RequestUri = Wire.Memory("sip:d@e;lr") };

        Assert.Equal("OPTIONS sip:d@e;lr SIP/2.0\r\nl: 0\r\n\r\n", Wire.Text(SipWriter.Write(message)));
    }

    [Fact]
    public void A_response_has_no_Request_URI()
    {
        var message = new OutgoingMessage(Wire.Response("SIP/2.0 200 OK\nl: 0\n\n")) { RequestUri = Wire.Memory("sip:d@e") };

        Assert.Equal("SIP/2.0 200 OK\r\nl: 0\r\n\r\n", Wire.Text(SipWriter.Write(message)));
    }

    [Fact]
    public void Untouched_lines_keep_their_folds_and_names()
    {
        const string Lines = "v :\r\n SIP/2.0/UDP  a ,\r\n\tSIP/2.0/UDP b\r\nsUbJeCt:  x\r\n y\r\nl:0\r\n";
        var message = new OutgoingMessage(Wire.Request($"OPTIONS sip:b@c SIP/2.0\r\nMax-Forwards: 70\r\n{Lines}\r\n"));
        message.Edits.Replace(0, Wire.Memory("69"));
        message.Edits.Prepend(HeaderName.Via, Wire.Memory("SIP/2.0/UDP new"));
        message.Edits.Append(HeaderName.Server, Wire.Memory("x"));

        Assert.Equal(
            $"OPTIONS sip:b@c SIP/2.0\r\nMax-Forwards: 69\r\nVia: SIP/2.0/UDP new\r\n{Lines}Server: x\r\n\r\n",
            Wire.Text(SipWriter.Write(message)));
    }

    [Fact]
    public void Bare_line_feeds_are_not_sent_on()
    {
        var bytes = Encoding.UTF8.GetBytes("OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\nSubject: x\n y\r\n z\nl: 3\n\na\nb");

        Assert.Equal(
            "OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nSubject: x\r\n y\r\n z\r\nl: 3\r\n\r\na\nb",
            Wire.Text(SipWriter.Write(new OutgoingMessage(Wire.Message(bytes)))));
    }

    [Fact]
    public void Bytes_behind_the_body_and_before_the_start_line_are_not_sent_on()
    {
        Assert.Equal("OPTIONS sip:b@c SIP/2.0\r\nl: 2\r\n\r\nab", Written("\n\nOPTIONS sip:b@c SIP/2.0\nl: 2\n\nabINVITE"));
    }

    [Fact]
    public void A_large_message_is_written()
    {
        var body = new string('x', 60_000);

        Assert.EndsWith($"\r\nContent-Length: 60000\r\n\r\n{body}", Written($"OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\n\n{body}"));
    }

    static string Written(string text) => Wire.Text(SipWriter.Write(new OutgoingMessage(Wire.Message(Wire.Bytes(text)))));
}
