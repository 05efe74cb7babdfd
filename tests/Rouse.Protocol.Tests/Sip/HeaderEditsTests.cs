using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class HeaderEditsTests
{
    readonly OutgoingMessage _message = new(Wire.Request("""
        INVITE sip:bob@example.org SIP/2.0
        Via: SIP/2.0/UDP one, SIP/2.0/UDP two
        v: SIP/2.0/UDP three
        Max-Forwards: 70
        Route: <sip:r1;lr>,<sip:r2;lr> , <sip:r3;lr>
        X-Other: x
        Content-Length: 0


        """));

    HeaderEdits Edits => _message.Edits;

    [Fact]
    public void A_prepended_value_is_the_topmost()
    {
        Edits.Prepend(HeaderName.Via, Wire.Memory("SIP/2.0/TCP new"));

        Assert.Equal(["SIP/2.0/TCP new", "SIP/2.0/UDP one", "SIP/2.0/UDP two", "SIP/2.0/UDP three"], Written(HeaderName.Via));
        Assert.Equal("SIP/2.0/TCP new", First(HeaderName.Via));
    }

    [Fact]
    public void Of_two_Record_Routes_the_later_is_on_top()
    {
        Edits.Prepend(HeaderName.RecordRoute, Wire.Memory("<sip:first;lr>"));
        Edits.Prepend(HeaderName.RecordRoute, Wire.Memory("<sip:second;lr>"));

        Assert.Equal(["<sip:second;lr>", "<sip:first;lr>"], Written(HeaderName.RecordRoute));
        Assert.Equal("<sip:second;lr>", First(HeaderName.RecordRoute));
    }

    [Fact]
    public void Prepended_values_of_two_headers_keep_their_own_order()
    {
        Edits.Prepend(HeaderName.RecordRoute, Wire.Memory("<sip:rr1>"));
        Edits.Prepend(HeaderName.Path, Wire.Memory("<sip:p1>"));
        Edits.Prepend(HeaderName.RecordRoute, Wire.Memory("<sip:rr2>"));
        Edits.Prepend(HeaderName.Path, Wire.Memory("<sip:p2>"));

        Assert.Equal(["<sip:rr2>", "<sip:rr1>"], Written(HeaderName.RecordRoute));
        Assert.Equal(["<sip:p2>", "<sip:p1>"], Written(HeaderName.Path));
    }

    [Fact]
    public void The_first_value_of_a_header_comes_behind_the_Vias()
    {
        Edits.Prepend(HeaderName.RecordRoute, Wire.Memory("<sip:rr>"));
        Edits.Prepend(HeaderName.Via, Wire.Memory("SIP/2.0/UDP new"));

        Assert.StartsWith(
            Wire.Text(Wire.Bytes("""
                INVITE sip:bob@example.org SIP/2.0
                Via: SIP/2.0/UDP new
                Via: SIP/2.0/UDP one, SIP/2.0/UDP two
                v: SIP/2.0/UDP three
                Record-Route: <sip:rr>
                Max-Forwards: 70

                """)),
            Text());
    }

    [Fact]
    public void The_top_of_a_list_in_one_line_can_go()
    {
        Edits.RemoveFirst(HeaderName.Via);

        Assert.Equal("SIP/2.0/UDP two", First(HeaderName.Via));
        Assert.Equal(["SIP/2.0/UDP two", "SIP/2.0/UDP three"], Written(HeaderName.Via));
    }

    [Fact]
    public void All_can_go_one_by_one()
    {
        Edits.Prepend(HeaderName.Route, Wire.Memory("<sip:new;lr>"));
        var seen = new List<string>();
        for (; First(HeaderName.Route).Length > 0; Edits.RemoveFirst(HeaderName.Route))
            seen.Add(First(HeaderName.Route));
        Edits.RemoveFirst(HeaderName.Route);

        Assert.Equal(["<sip:new;lr>", "<sip:r1;lr>", "<sip:r2;lr>", "<sip:r3;lr>"], seen);
        Assert.DoesNotContain("Route", Text());
    }

    [Fact]
    public void One_of_several_values_in_a_line_is_replaced()
    {
        Edits.Replace(IndexOf(HeaderName.Route) + 1, Wire.Memory("<sip:other;lr>"));

        Assert.Equal(["<sip:r1;lr>", "<sip:other;lr>", "<sip:r3;lr>"], Written(HeaderName.Route));
    }

    [Fact]
    public void The_last_edit_of_a_value_counts()
    {
        var index = IndexOf(HeaderName.MaxForwards);
        Edits.Replace(index, Wire.Memory("69"));
        Edits.Replace(index, Wire.Memory("68"));
        Assert.Equal(["68"], Written(HeaderName.MaxForwards));

        Edits.Remove(index);
        Assert.Equal("", First(HeaderName.MaxForwards));
        Assert.Empty(Written(HeaderName.MaxForwards));

        Edits.Replace(index, Wire.Memory("67"));
        Assert.Equal(["67"], Written(HeaderName.MaxForwards));
    }

    [Fact]
    public void RemoveAll_takes_received_prepended_and_appended_values()
    {
        Edits.Prepend(HeaderName.Route, Wire.Memory("<sip:top>"));
        Edits.Append(HeaderName.Route, Wire.Memory("<sip:end>"));
        Edits.Replace(IndexOf(HeaderName.Route), Wire.Memory("<sip:other>"));
        Edits.RemoveAll(HeaderName.Route);

        Assert.Equal("", First(HeaderName.Route));
        Assert.Empty(Written(HeaderName.Route));
        Assert.Equal(3, Written(HeaderName.Via).Length);
    }

    [Fact]
    public void What_comes_after_RemoveAll_stays()
    {
        Edits.RemoveAll(HeaderName.Route);
        Edits.Append(HeaderName.Route, Wire.Memory("<sip:end>"));
        Edits.Prepend(HeaderName.Route, Wire.Memory("<sip:top>"));

        Assert.Equal("<sip:top>", First(HeaderName.Route));
        Assert.Equal(["<sip:top>", "<sip:end>"], Written(HeaderName.Route));
    }

    [Fact]
    public void Appended_lines_stand_at_the_end_in_their_order()
    {
        Edits.Append(HeaderName.Reason, Wire.Memory("SIP;cause=200"));
        Edits.Append(Wire.Memory("X-Mine"), Wire.Memory("1"));

        Assert.EndsWith("\r\nContent-Length: 0\r\nReason: SIP;cause=200\r\nX-Mine: 1\r\n\r\n", Text());
    }

    [Fact]
    public void A_fork_goes_its_own_way()
    {
        Edits.Prepend(HeaderName.Via, Wire.Memory("SIP/2.0/UDP shared"));
        _message.RequestUri = Wire.Memory("sip:shared");
        var fork = _message.Fork();
        fork.Edits.Prepend(HeaderName.Via, Wire.Memory("SIP/2.0/UDP fork"));
        fork.RequestUri = Wire.Memory("sip:fork");
        Edits.Prepend(HeaderName.Via, Wire.Memory("SIP/2.0/UDP own"));

        Assert.StartsWith("INVITE sip:shared SIP/2.0\r\nVia: SIP/2.0/UDP own\r\nVia: SIP/2.0/UDP shared\r\n", Text());
        Assert.StartsWith("INVITE sip:fork SIP/2.0\r\nVia: SIP/2.0/UDP fork\r\nVia: SIP/2.0/UDP shared\r\n", Text(fork));
    }

    [Fact]
    public void The_received_message_never_changes()
    {
        var before = _message.Message.Bytes.ToArray();
        Edits.RemoveAll(HeaderName.Via);
        Edits.Prepend(HeaderName.Via, Wire.Memory("x"));
        Text();

        Assert.Equal(before, _message.Message.Bytes.ToArray());
        Assert.Equal("SIP/2.0/UDP one", Wire.Text(_message.Message.Headers.First(HeaderName.Via)));
    }

    int IndexOf(HeaderName name) => _message.Message.Headers.IndexOf(name);

    string First(HeaderName name) => Wire.Text(_message.First(name));

    string Text() => Text(_message);

    static string Text(OutgoingMessage message) => Wire.Text(SipWriter.Write(message));

    string[] Written(HeaderName name) => Wire.Values(Wire.Message(SipWriter.Write(_message)), name);
}
