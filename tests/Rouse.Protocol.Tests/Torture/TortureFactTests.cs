using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Tests.Torture;

/// <summary>What RFC 4475 and RFC 5118 say about single parts of their messages.</summary>
public sealed class TortureFactTests
{
    [Fact]
    public void Wsinv_has_three_Vias_one_of_them_folded()
    {
        var message = Message("wsinv");
        var vias = new List<string>();
        foreach (var value in message.Headers.Values(HeaderName.Via))
        {
            Assert.True(Via.TryParse(value, out var via));
            vias.Add($"{Wire.Text(via.Transport)} {Wire.Text(via.SentBy)} {Wire.Text(via.Branch)}");
        }

        Assert.Equal(
            ["UDP 192.0.2.2 390skdjuw", "TCP spindle.example.com z9hG4bK9ikj8", "UDP 192.168.255.111 z9hG4bK30239"], vias);
    }

    [Fact]
    public void Wsinv_is_read_through_its_white_space()
    {
        var message = Message("wsinv");
        Assert.True(message.TryGetCSeq(out var cseq));
        Assert.True(NameAddress.TryParse(message.Headers.First(HeaderName.Contact), out var contact));
        Assert.True(contact.Parameters.TryGet("newparam"u8, out var parameter));
        Assert.True(contact.Parameters.TryGet("q"u8, out var q));

        Assert.Equal("1918181833n", Wire.Text(message.ToTag));
        Assert.Equal("98asjd8", Wire.Text(message.FromTag));
        Assert.Equal("0068", Wire.Text(message.Headers.First(HeaderName.MaxForwards)));
        Assert.Equal((9, "INVITE"), (cseq.Number, Wire.Text(cseq.Method)));
        Assert.Equal("newvalue", Wire.Text(parameter));
        Assert.True(contact.Parameters.Contains("secondparam"u8));
        Assert.Equal("0.33", Wire.Text(q));
        Assert.Equal("\"Quoted string \\\"\\\"\"", Wire.Text(contact.DisplayName));
        Assert.Equal(";;,,;;,;", Wire.Text(message.Headers.FirstOther("unknownheaderwithunusualvalue"u8)));
    }

    [Fact]
    public void Intmeth_carries_a_real_NUL_and_every_character_of_a_token()
    {
        var message = Assert.IsType<SipRequest>(Message("intmeth"));
        Assert.True(NameAddress.TryParse(message.Headers.First(HeaderName.To), out var to));

        Assert.Equal("!interesting-Method0123456789_*+`.%indeed'~", Wire.Text(message.MethodName));
        Assert.Equal(SipMethod.Other, message.Method);
        Assert.Equal("\"BEL:\\\a NUL:\\\0 DEL:\\\u007f\"", Wire.Text(to.DisplayName));
        Assert.True(SipUri.TryParse(message.RequestUri, out var uri));
        Assert.Equal("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", Wire.Text(uri.User));
        Assert.Equal("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{", Wire.Text(message.CallId));
    }

    [Fact]
    public void Esc01_is_not_unescaped_by_the_parser()
    {
        var message = Assert.IsType<SipRequest>(Message("esc01"));
        Assert.True(SipUri.TryParse(message.RequestUri, out var uri));
        Assert.True(NameAddress.TryParse(message.Headers.First(HeaderName.Contact), out var contact) && contact.TryGetUri(out _));
        Assert.True(contact.TryGetUri(out var contactUri));

        Assert.Equal((UriScheme.Sip, "sips%3Auser%40example.com", "example.net"), (uri.Scheme, Wire.Text(uri.User), Wire.Text(uri.Host)));
        Assert.True(contactUri.Parameters.TryGet("n%61me"u8, out var value));
        Assert.Equal("v%61lue%25%34%31", Wire.Text(value));
    }

    [Fact]
    public void Escnull_has_two_contacts_that_are_not_cut_short()
    {
        var message = Message("escnull");
        Assert.True(NameAddress.TryParse(message.Headers.First(HeaderName.To), out var to) && to.TryGetUri(out _));
        Assert.True(to.TryGetUri(out var uri));

        Assert.Equal(["<sip:%00@host5.example.com>", "<sip:%00%00@host5.example.com>"], Wire.Values(message, HeaderName.Contact));
        Assert.Equal("null-%00-null", Wire.Text(uri.User));
    }

    [Fact]
    public void Esc02_is_no_REGISTER_and_has_two_contacts()
    {
        var message = Assert.IsType<SipRequest>(Message("esc02"));

        Assert.Equal(SipMethod.Other, message.Method);
        Assert.Equal(2, Wire.Values(message, HeaderName.Contact).Length);
    }

    [Fact]
    public void Longreq_has_thirty_four_Vias_and_no_branch_on_top()
    {
        var message = Message("longreq");
        Assert.True(message.TryGetTopVia(out var via));

        Assert.Equal(34, Wire.Values(message, HeaderName.Via).Length);
        Assert.Equal(("sip33.example.com", ""), (Wire.Text(via.Host), Wire.Text(via.Branch)));
    }

    [Fact]
    public void Dblreq_ends_where_its_Content_Length_says()
    {
        var message = Message("dblreq");
        var forwarded = SipWriter.Write(new OutgoingMessage(message));

        Assert.Equal(0, message.Body.Length);
        Assert.Equal(TortureMessage.All["dblreq"].Bytes[..forwarded.Length], forwarded);
        Assert.DoesNotContain("INVITE", Wire.Text(forwarded));
    }

    [Fact]
    public void Semiuri_has_its_semicolon_in_the_user()
    {
        var message = Assert.IsType<SipRequest>(Message("semiuri"));
        Assert.True(SipUri.TryParse(message.RequestUri, out var uri));

        Assert.Equal(("user;par=u%40example.net", "example.com"), (Wire.Text(uri.User), Wire.Text(uri.Host)));
        Assert.True(uri.Parameters.Text.IsEmpty);
    }

    [Fact]
    public void Mpart01_is_forwarded_byte_for_byte()
    {
        var bytes = TortureMessage.All["mpart01"].Bytes;
        var message = Message("mpart01");

        Assert.Equal(553, message.Body.Length);
        Assert.Contains((byte)0, message.Body.ToArray());
        Assert.Equal(bytes, SipWriter.Write(new OutgoingMessage(message)));
    }

    [Fact]
    public void Unreason_keeps_its_phrase()
    {
        var message = Assert.IsType<SipResponse>(Message("unreason"));

        Assert.Equal((200, "= 2**3 * 5**2 но сто девяносто девять - простое"), (message.Status, Wire.Text(message.Phrase)));
        Assert.Equal(TortureMessage.All["unreason"].Bytes, SipWriter.Write(new OutgoingMessage(message)));
    }

    [Fact]
    public void Noreason_has_an_empty_phrase()
    {
        var message = Assert.IsType<SipResponse>(Message("noreason"));

        Assert.Equal((100, 0), (message.Status, message.Phrase.Length));
    }

    [Fact]
    public void Badvers_can_still_be_answered()
    {
        var message = Message("badvers");

        Assert.Equal(SipParseError.Version, message.Defect);
        Assert.True(message.TryGetTopVia(out var via));
        Assert.Equal("c.example.com", Wire.Text(via.Host));
    }

    [Fact]
    public void Baddn_is_refused_for_its_comma_also_when_its_headers_end()
    {
        byte[] bytes = [.. TortureMessage.All["baddn"].Bytes, .. "\r\n"u8];

        Assert.Equal(SipParseError.From, Wire.Check(Wire.Message(bytes)));
    }

    [Fact]
    public void Inv2543_gets_the_Content_Length_of_its_body()
    {
        var message = Message("inv2543");

        Assert.Equal(105, message.Body.Length);
        Assert.Contains("\r\nContent-Length: 105\r\n\r\n", Wire.Text(SipWriter.Write(new OutgoingMessage(message))));
    }

    [Theory]
    [InlineData("cparam01", "unknownparam", false)]
    [InlineData("cparam02", "unknownparam", true)]
    public void Contact_parameters_belong_to_the_URI_only_inside_brackets(string name, string parameter, bool isInUri)
    {
        Assert.True(NameAddress.TryParse(Message(name).Headers.First(HeaderName.Contact), out var contact));
        Assert.True(contact.TryGetUri(out var uri));

        Assert.Equal(isInUri, uri.Parameters.Contains(Wire.Memory(parameter).Span));
        Assert.Equal(!isInUri, contact.Parameters.Contains(Wire.Memory(parameter).Span));
    }

    [Fact]
    public void Regescrt_keeps_the_headers_of_its_contact()
    {
        Assert.True(NameAddress.TryParse(Message("regescrt").Headers.First(HeaderName.Contact), out var contact));
        Assert.True(contact.TryGetUri(out var uri));

        Assert.Equal("?Route=%3Csip:sip.example.com%3E", Wire.Text(uri.Headers));
    }

    [Theory]
    [InlineData("port-ambiguous", "2001:db8::10:5070", 0)]
    [InlineData("port-unambiguous", "2001:db8::10", 5070)]
    public void A_port_stands_behind_the_bracket(string name, string host, int port)
    {
        Assert.True(SipUri.TryParse(Assert.IsType<SipRequest>(Message(name)).RequestUri, out var uri));

        Assert.Equal((true, host, port), (uri.IsIPv6, Wire.Text(uri.Host), uri.Port));
    }

    [Theory]
    [InlineData("via-received-param-with-delim", "[2001:db8::9:255]")]
    [InlineData("via-received-param-no-delim", "2001:db8::9:255")]
    public void Received_is_read_with_and_without_brackets(string name, string received)
    {
        Assert.True(Message(name).TryGetTopVia(out var via) && via.Parameters.TryGet("received"u8, out _));
        via.Parameters.TryGet("received"u8, out var value);

        Assert.Equal(received, Wire.Text(value));
    }

    [Fact]
    public void Ipv6_in_sdp_is_fine_but_for_its_Content_Length()
    {
        var text = Wire.Text(TortureMessage.All["ipv6-in-sdp"].Bytes).Replace("Content-Length: 268", "Content-Length: 251");

        Assert.Null(Wire.Check(Wire.Request(text)));
    }

    static SipMessage Message(string name) => Wire.Message(TortureMessage.All[name].Bytes);
}
