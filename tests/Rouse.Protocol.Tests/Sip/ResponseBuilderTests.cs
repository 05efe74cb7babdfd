using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class ResponseBuilderTests
{
    const string Invite = """
        INVITE sip:bob@example.org SIP/2.0
        Via: SIP/2.0/UDP one;branch=z9hG4bK1, SIP/2.0/UDP two
        v: SIP/2.0/UDP three
        From: "Alice" <sip:alice@example.org>;tag=a
        To: <sip:bob@example.org>
        Call-ID: 1@one
        CSeq: 7 INVITE
        Timestamp: 54
        Record-Route: <sip:rr1>, <sip:rr2>
        Content-Length: 0


        """;

    [Fact]
    public void A_response_copies_what_identifies_the_request()
    {
        Assert.Equal(
            Wire.Text(Wire.Bytes("""
                SIP/2.0 486 Busy Here
                Via: SIP/2.0/UDP one;branch=z9hG4bK1
                Via: SIP/2.0/UDP two
                Via: SIP/2.0/UDP three
                From: "Alice" <sip:alice@example.org>;tag=a
                To: <sip:bob@example.org>;tag=t
                Call-ID: 1@one
                CSeq: 7 INVITE
                Content-Length: 0


                """)),
            Build(Invite, 486));
    }

    [Fact]
    public void The_topmost_Via_is_the_one_given()
    {
        var builder = new ResponseBuilder(Wire.Request(Invite), 200, null, Wire.Memory("SIP/2.0/UDP one;received=192.0.2.1"), "t"u8);
        var response = Parse(ref builder);

        Assert.Equal(["SIP/2.0/UDP one;received=192.0.2.1", "SIP/2.0/UDP two", "SIP/2.0/UDP three"], Wire.Values(response, HeaderName.Via));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(180, true)]
    [InlineData(200, true)]
    [InlineData(699, true)]
    public void Every_response_but_100_gets_our_tag(int status, bool hasTag)
    {
        Assert.Equal(hasTag ? "t" : "", Wire.Text(Parse(Build(Invite, status)).ToTag));
    }

    [Fact]
    public void A_tag_that_the_request_has_stays()
    {
        var text = Build(Invite.Replace("To: <sip:bob@example.org>", "To: <sip:bob@example.org>;tag=theirs"), 481);

        Assert.Contains("\r\nTo: <sip:bob@example.org>;tag=theirs\r\n", text);
    }

    [Fact]
    public void A_To_without_brackets_gets_the_tag_as_its_own_parameter()
    {
        Assert.Equal("t", Wire.Text(Parse(Build(Invite.Replace("<sip:bob@example.org>", "sip:bob@example.org;x=y"), 404)).ToTag));
    }

    [Fact]
    public void Without_a_tag_to_add_To_stays_as_it_is()
    {
        var builder = new ResponseBuilder(Wire.Request(Invite), 404, null, default, default);

        Assert.Equal("<sip:bob@example.org>", Wire.Text(Parse(ref builder).Headers.First(HeaderName.To)));
    }

    [Theory]
    [InlineData(100, "54")]
    [InlineData(180, "")]
    [InlineData(200, "")]
    public void Timestamp_is_copied_into_100_alone(int status, string timestamp)
    {
        Assert.Equal(timestamp, Wire.Text(Parse(Build(Invite, status)).Headers.First(HeaderName.Timestamp)));
    }

    [Fact]
    public void A_phrase_of_its_own_is_in_UTF_8()
    {
        var builder = new ResponseBuilder(Wire.Request(Invite), 480, "Später noch einmal 🙂", default, "t"u8);

        Assert.Equal("Später noch einmal 🙂", Wire.Text(Parse(ref builder).Phrase));
    }

    [Fact]
    public void Headers_are_added_and_copied()
    {
        var builder = new ResponseBuilder(Wire.Request(Invite), 200, null, default, "t"u8);
        builder.Add(HeaderName.Contact, "<sip:jürgen@example.org>"u8);
        builder.Add(HeaderName.Server, "Größe");
        builder.Add("X-Mine"u8, "1"u8);
        builder.Copy(HeaderName.RecordRoute);
        builder.Copy(HeaderName.Path);

        Assert.EndsWith(
            "\r\nContact: <sip:jürgen@example.org>\r\nServer: Größe\r\nX-Mine: 1\r\n"
                + "Record-Route: <sip:rr1>\r\nRecord-Route: <sip:rr2>\r\nContent-Length: 0\r\n\r\n",
            Wire.Text(builder.ToArray()));
    }

    [Fact]
    public void A_body_ends_the_message()
    {
        var builder = new ResponseBuilder(Wire.Request(Invite), 200, null, default, "t"u8);

        var text = Wire.Text(builder.ToArray("text/plain;charset=utf-8", "größer"u8));

        Assert.EndsWith("\r\nContent-Type: text/plain;charset=utf-8\r\nContent-Length: 8\r\n\r\ngrößer", text);
        Assert.Equal("größer", Wire.Text(Parse(text).Body));
    }

    [Fact]
    public void A_request_without_its_headers_can_be_answered()
    {
        Assert.Equal(
            "SIP/2.0 400 Bad Request\r\nVia: SIP/2.0/UDP a\r\nContent-Length: 0\r\n\r\n",
            Build("INVITE sip:b@c SIP/2.0\nVia: SIP/2.0/UDP a\n\n", 400));
    }

    [Fact]
    public void A_request_that_repeats_its_headers_is_answered_once()
    {
        var request = Invite.Replace("Call-ID: 1@one", "Call-ID: 1@one\nCall-ID: 2\nCSeq: 7 X\nFrom: <sip:x>\nTo: <sip:y>");
        var response = Parse(Build(request, 400));

        Assert.Null(SipSyntax.Check(response));
        Assert.Equal("1@one", Wire.Text(response.CallId));
    }

    [Fact]
    public void A_long_response_grows()
    {
        var builder = new ResponseBuilder(Wire.Request(Invite), 200, null, default, "t"u8);
        var contact = Wire.Memory($"<sip:{new string('x', 3_000)}@example.org>");
        for (var i = 0; i < 12; i++)
            builder.Add(HeaderName.Contact, contact.Span);

        Assert.Equal(12, Wire.Values(Parse(ref builder), HeaderName.Contact).Length);
    }

    static string Build(string request, int status) =>
        Wire.Text(new ResponseBuilder(Wire.Request(request), status, null, default, "t"u8).ToArray());

    static SipResponse Parse(ref ResponseBuilder builder) => Parse(Wire.Text(builder.ToArray()));

    static SipResponse Parse(string text) => Wire.Response(text);
}
