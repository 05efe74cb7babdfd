using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class SipParserTests
{
    [Fact]
    public void A_request_is_indexed()
    {
        var request = Wire.Request("MESSAGE sip:bob@example.org SIP/2.0\nVia: SIP/2.0/UDP a\nFrom: <sip:a@b>;tag=1\nl: 2\n\nhi");

        Assert.Equal((SipMethod.Message, "sip:bob@example.org"), (request.Method, Wire.Text(request.RequestUri)));
        Assert.Equal(3, request.Headers.Count);
        Assert.Equal("hi", Wire.Text(request.Body));
        Assert.Null(request.Defect);
    }

    [Theory]
    [InlineData("Via: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/UDP b;branch=z9hG4bK2", "z9hG4bK1")]
    [InlineData("v: SIP/2.0/UDP a;rport;BRANCH = 2 ;x=y", "2")]
    [InlineData("Via: SIP/2.0/UDP a;branch", "")]
    [InlineData("Via: SIP/2.0/UDP a", "")]
    [InlineData("Via: nonsense", "")]
    [InlineData("Subject: none", "")]
    public void Branch_is_that_of_the_topmost_Via(string header, string branch)
    {
        var request = Wire.Request($"OPTIONS sip:bob@example.org SIP/2.0\n{header}\n\n");

        Assert.Equal((branch, branch), (Wire.Text(request.Branch), Wire.Text(request.Branch)));
    }

    [Fact]
    public void A_response_is_indexed()
    {
        var response = Wire.Response("SIP/2.0 486 Busy Here\nVia: SIP/2.0/UDP a\nContent-Length: 0\n\n");

        Assert.Equal((486, "Busy Here"), (response.Status, Wire.Text(response.Phrase)));
    }

    [Theory]
    [InlineData("SIP/2.0 200 OK", 200, "OK")]
    [InlineData("SIP/2.0 200 ", 200, "")]
    [InlineData("SIP/2.0 200", 200, "")]
    [InlineData("sip/2.0 200 OK", 200, "OK")]
    [InlineData("SIP/2.0 180  Ringing", 180, " Ringing")]
    [InlineData("SIP/2.0 699 Läuft schon", 699, "Läuft schon")]
    [InlineData("SIP/2.0 100 Trying", 100, "Trying")]
    public void A_status_line_is_taken(string line, int status, string phrase)
    {
        var response = Wire.Response($"{line}\nVia: SIP/2.0/UDP a\n\n");

        Assert.Equal((status, phrase), (response.Status, Wire.Text(response.Phrase)));
    }

    [Theory]
    [InlineData("SIP/2.0 099 Low")]
    [InlineData("SIP/2.0 700 High")]
    [InlineData("SIP/2.0 2000 OK")]
    [InlineData("SIP/2.0 20 OK")]
    [InlineData("SIP/2.0  200 OK")]
    [InlineData("SIP/3.0 200 OK")]
    [InlineData("SIP/2.0200 OK")]
    [InlineData("SIP/2.0 -20 OK")]
    [InlineData("SIP/")]
    [InlineData("INVITE sip:bob@example.org")]
    [InlineData("INVITE sip:bob@example.org HTTP/1.1")]
    [InlineData("IN/VITE sip:bob@example.org SIP/2.0")]
    [InlineData(" INVITE sip:bob@example.org SIP/2.0")]
    [InlineData("INVITE")]
    [InlineData("INVITE  ")]
    [InlineData(" ")]
    public void What_is_no_start_line_gives_no_message(string line)
    {
        Assert.False(SipParser.TryParseDatagram(Wire.Bytes($"{line}\nVia: SIP/2.0/UDP a\n\n"), out var message, out var error));

        Assert.Null(message);
        Assert.Equal(SipParseError.StartLine, error);
    }

    [Theory]
    [InlineData("INVITE sip:b@c SIP/2.0", 0)]
    [InlineData("INVITE sip:b@c sip/2.0", 0)]
    [InlineData("INVITE sip:b@c Sip/2.0", 0)]
    [InlineData("INVITE sip:b@c SIP/2.1", 505)]
    [InlineData("INVITE sip:b@c SIP/7.0", 505)]
    [InlineData("INVITE  sip:b@c SIP/2.0", 400)]
    [InlineData("INVITE sip:b@c  SIP/2.0", 400)]
    [InlineData("INVITE sip:b@c SIP/2.0 ", 400)]
    [InlineData("INVITE <sip:b@c> SIP/2.0", 400)]
    [InlineData("INVITE sip:b@c; lr SIP/2.0", 400)]
    [InlineData("INVITE sip:\"b\"@c SIP/2.0", 400)]
    [InlineData("INVITE SIP/2.0", 400)]
    public void A_request_line_with_a_fault_can_be_answered(string line, int status)
    {
        Assert.Equal(status, Wire.Request($"{line}\nVia: SIP/2.0/UDP a\n\n").Defect?.Status ?? 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("\n\n\n")]
    [InlineData("\0")]
    [InlineData("INVITE sip:b@c SIP/2.0")]
    public void A_datagram_without_a_line_gives_no_message(string text)
    {
        Assert.False(SipParser.TryParseDatagram(Wire.Memory(text), out _, out _));
    }

    [Fact]
    public void Empty_lines_before_the_start_line_are_ignored()
    {
        var request = Assert.IsType<SipRequest>(Wire.Message(Wire.Bytes("\n\nOPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\n\n")));

        Assert.Equal("OPTIONS", Wire.Text(request.Bytes.Span[..7]));
        Assert.Equal("SIP/2.0/UDP a", Wire.Text(request.Headers.First(HeaderName.Via)));
    }

    [Theory]
    [InlineData("Subject: hello", "hello")]
    [InlineData("Subject:hello", "hello")]
    [InlineData("Subject \t: \t hello \t", "hello")]
    [InlineData("sUBJECT: hello", "hello")]
    [InlineData("Subject:\n  hello", "hello")]
    [InlineData("Subject: hello\n\tyou\n  there", "hello\r\n\tyou\r\n  there")]
    [InlineData("Subject: hello\n ", "hello")]
    [InlineData("Subject: a:b", "a:b")]
    public void A_header_value_is_found(string lines, string value)
    {
        var request = Wire.RequestWith(lines);

        Assert.Null(request.Defect);
        Assert.Equal(value, Wire.Text(request.Headers.FirstOther("Subject"u8)));
    }

    [Theory]
    [InlineData("No colon here")]
    [InlineData(": no name")]
    [InlineData("Two words: value")]
    [InlineData("Sübject: value")]
    [InlineData("Sub\"ject: value")]
    public void A_line_that_is_no_header_is_a_fault(string line)
    {
        Assert.Equal(SipParseError.HeaderLine, Wire.RequestWith(line).Defect);
    }

    [Fact]
    public void A_line_behind_the_start_line_cannot_be_folded_into_it()
    {
        var request = Wire.Request("OPTIONS sip:b@c SIP/2.0\n Via: SIP/2.0/UDP a\nTo: <sip:b@c>\n\n");

        Assert.Equal(SipParseError.HeaderLine, request.Defect);
        Assert.Equal("<sip:b@c>", Wire.Text(request.Headers.First(HeaderName.To)));
    }

    [Theory]
    [InlineData("Subject: a\rVia: SIP/2.0/UDP evil\r\n")]
    [InlineData("Subject: a\r\r\n")]
    [InlineData("\rSubject: a\r\n")]
    public void A_return_without_line_feed_is_a_fault(string lines)
    {
        var request = Wire.Message(Wire.Memory($"OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n{lines}\r\n"));

        Assert.Equal(SipParseError.HeaderLine, request.Defect);
    }

    [Fact]
    public void A_return_in_the_body_is_nobodys_business()
    {
        Assert.Null(Wire.Message(Wire.Memory("OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n\r\na\rb")).Defect);
    }

    [Theory]
    [InlineData("Contact: <sip:a@b>, <sip:c@d>", "<sip:a@b>|<sip:c@d>")]
    [InlineData("m: <sip:a@b>\nContact: <sip:c@d> , <sip:e@f>", "<sip:a@b>|<sip:c@d>|<sip:e@f>")]
    [InlineData("Contact: \"Bell, A.\" <sip:a@b>;q=1, <sip:c@d>", "\"Bell, A.\" <sip:a@b>;q=1|<sip:c@d>")]
    [InlineData("Contact: \"a \\\" , b\" <sip:a@b>, <sip:c@d>", "\"a \\\" , b\" <sip:a@b>|<sip:c@d>")]
    [InlineData("Contact: <sip:a,b@c?x=y,z>, <sip:d@e>", "<sip:a,b@c?x=y,z>|<sip:d@e>")]
    [InlineData("Contact: <sip:a@b>;+x=\"1,2\",<sip:c@d>", "<sip:a@b>;+x=\"1,2\"|<sip:c@d>")]
    [InlineData("Contact: <sip:a@b>,\n\t<sip:c@d>", "<sip:a@b>|<sip:c@d>")]
    [InlineData("Contact: a,,b,", "a||b|")]
    [InlineData("Contact:", "")]
    [InlineData("Contact: \"open, <sip:a@b>, c", "\"open, <sip:a@b>, c")]
    [InlineData("Contact: <open, b", "<open, b")]
    [InlineData("Contact: *", "*")]
    public void Values_in_one_line_are_told_apart(string lines, string values)
    {
        Assert.Equal(values.Split('|'), Wire.Values(Wire.RequestWith(lines), HeaderName.Contact));
    }

    [Fact]
    public void Values_of_headers_that_are_no_address_lists_stay_together()
    {
        var request = Wire.RequestWith("Allow: INVITE, ACK\nAuthorization:  Digest realm=\"a,b\", nonce=\"c\"\nSupported: path, gruu");

        Assert.Equal("INVITE, ACK", Wire.Text(request.Headers.First(HeaderName.Allow)));
        Assert.Equal("Digest realm=\"a,b\", nonce=\"c\"", Wire.Text(request.Headers.First(HeaderName.Authorization)));
    }

    [Fact]
    public void Names_keep_their_form()
    {
        var request = Wire.RequestWith("m: <sip:a@b>\nCoNtAcT  : <sip:c@d>");
        var first = request.Headers.IndexOf(HeaderName.Contact);

        Assert.Equal(("m", "CoNtAcT"), (Wire.Text(request.Headers.NameText(first)), Wire.Text(request.Headers.NameText(first + 1))));
    }

    [Theory]
    [InlineData("", "body", null)]
    [InlineData("Content-Length: 4", "body", null)]
    [InlineData("l:4", "body", null)]
    [InlineData("Content-Length: 2", "bo", null)]
    [InlineData("Content-Length: 0004", "body", null)]
    [InlineData("Content-Length: 4\nl: 4", "body", null)]
    [InlineData("Content-Length:\n 4", "body", null)]
    [InlineData("Content-Length: 5", "body", "Body Shorter Than Content-Length")]
    [InlineData("Content-Length: 2147483647", "body", "Body Shorter Than Content-Length")]
    [InlineData("Content-Length: 2147483648", "", "Malformed Content-Length")]
    [InlineData("Content-Length: -1", "", "Malformed Content-Length")]
    [InlineData("Content-Length: +4", "", "Malformed Content-Length")]
    [InlineData("Content-Length: 0x4", "", "Malformed Content-Length")]
    [InlineData("Content-Length: 4, 4", "", "Malformed Content-Length")]
    [InlineData("Content-Length: four", "", "Malformed Content-Length")]
    [InlineData("Content-Length:", "", "Malformed Content-Length")]
    [InlineData("Content-Length: 4\nContent-Length: 3", "", "Malformed Content-Length")]
    [InlineData("Content-Length: 99999999999999999999999999999999", "", "Malformed Content-Length")]
    public void The_body_of_a_datagram_ends_where_Content_Length_says(string header, string body, string? fault)
    {
        var headers = header.Length == 0 ? "" : header + "\n";
        var message = Wire.Message(Wire.Bytes($"OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\n{headers}\nbody"));

        Assert.Equal((body, fault), (Wire.Text(message.Body), message.Defect?.Phrase));
    }

    [Fact]
    public void On_a_stream_Content_Length_is_needed()
    {
        var bytes = Wire.Bytes("OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/TCP a\n\n");

        Assert.True(SipParser.TryParseFramed(bytes, out var message, out _));
        Assert.Equal(SipParseError.MissingContentLength, message!.Defect);
    }

    [Theory]
    [InlineData("OPTIONS sip:b@c SIP/2.0\n")]
    [InlineData("OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\n")]
    [InlineData("OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\nTo: <sip:b@c>")]
    [InlineData("OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\nTo: <sip:b@c>\n ")]
    public void Headers_that_do_not_end_are_a_fault(string text)
    {
        Assert.Equal(SipParseError.NoEndOfHeaders, Wire.Request(text).Defect);
    }

    [Fact]
    public void As_many_headers_as_allowed_are_taken()
    {
        Assert.Null(Wire.Request(WithContacts(SipLimits.HeaderFields) + "\n").Defect);
    }

    [Fact]
    public void One_header_more_than_allowed_is_a_fault()
    {
        Assert.Equal(SipParseError.TooManyHeaders, Wire.Request(WithContacts(SipLimits.HeaderFields + 1) + "\n").Defect);
    }

    [Fact]
    public void As_many_headers_as_allowed_must_end_too()
    {
        Assert.Equal(SipParseError.NoEndOfHeaders, Wire.Request(WithContacts(SipLimits.HeaderFields)).Defect);
    }

    [Fact]
    public void Values_in_one_line_count_as_headers()
    {
        var line = string.Concat(Enumerable.Repeat("a,", SipLimits.HeaderFields - 2)) + "a";

        Assert.Null(Wire.RequestWith("Contact: " + line).Defect);
        Assert.Equal(SipParseError.TooManyHeaders, Wire.RequestWith("Contact: a," + line).Defect);
    }

    // What a proxy adds must have room before the end of the offsets.
    [Theory]
    [InlineData(SipLimits.HeadBytes, false)]
    [InlineData(SipLimits.HeadBytes + 1, true)]
    public void A_head_has_a_length_at_most(int length, bool isTooLarge)
    {
        const string before = "OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nSubject: ";
        const string end = "\r\n\r\n";

        var request = Wire.Request(before + new string('x', length - before.Length - end.Length) + end);

        Assert.Equal(isTooLarge ? SipParseError.TooLarge : null, request.Defect);
    }

    // Offsets are kept in 16 bits.
    [Theory]
    [InlineData(65_535, true)]
    [InlineData(65_536, false)]
    public void A_header_line_ends_where_a_datagram_ends_at_the_latest(int end, bool isIndexed)
    {
        const string before = "OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nSubject: ";
        var value = new string('x', end - before.Length - "\r\n".Length);

        var request = Wire.Request($"{before}{value}\r\n\r\n");

        Assert.Equal(isIndexed ? value : "", Wire.Text(request.Headers.FirstOther("Subject"u8)));
        Assert.Equal(SipParseError.TooLarge, request.Defect);
        Assert.Equal("SIP/2.0/UDP a", Wire.Text(request.Headers.First(HeaderName.Via)));
    }

    static string WithContacts(int count) =>
        "OPTIONS sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\n" + string.Concat(Enumerable.Repeat("Contact: <sip:a@b>\n", count - 1));
}
