using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Resolution;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Resolution;

/// <summary>RFC 3263 §4.1 and §4.2.</summary>
public sealed class ServerSearchTests
{
    const string Services = """
        example.net NAPTR 20 10 s SIP+D2U _sip._udp.example.net
        example.net NAPTR 10 20 s SIP+D2T _sip._tcp.example.net
        example.net NAPTR 10 10 s SIPS+D2T _sips._tcp.example.net
        _sip._udp.example.net SRV 1 1 5060 a.example.net
        _sip._tcp.example.net SRV 1 1 5070 a.example.net
        _sips._tcp.example.net SRV 1 1 5071 b.example.net
        a.example.net A 192.0.2.7
        b.example.net A 192.0.2.8
        """;

    const string NoNaptr = """
        _sip._udp.example.net SRV 1 1 5060 a.example.net
        _sip._tcp.example.net SRV 1 1 5070 a.example.net
        _sips._tcp.example.net SRV 1 1 5071 a.example.net
        example.net A 192.0.2.9
        a.example.net A 192.0.2.7
        """;

    const string AddressAlone = "example.net A 192.0.2.9";

    [Theory]
    [InlineData("sip:192.0.2.7", "udp 192.0.2.7:5060")]
    [InlineData("sip:bob@192.0.2.7:5999", "udp 192.0.2.7:5999")]
    [InlineData("sip:192.0.2.7;transport=tcp", "tcp 192.0.2.7:5060")]
    [InlineData("sip:192.0.2.7;transport=TLS", "tls 192.0.2.7:5061")]
    [InlineData("sips:192.0.2.7", "tls 192.0.2.7:5061")]
    [InlineData("sips:192.0.2.7:5999", "tls 192.0.2.7:5999")]
    [InlineData("sips:192.0.2.7;transport=tcp", "tls 192.0.2.7:5061")]
    [InlineData("sip:example.net;maddr=192.0.2.7", "udp 192.0.2.7:5060")]
    public void An_address_is_not_looked_up(string uri, string places)
    {
        var search = new Search(Services);

        Assert.Equal(places, search.Of(uri));
        Assert.Empty(search.Dns.Asked);
    }

    [Theory]
    [InlineData("sip:example.net:5999", "udp 192.0.2.9:5999")]
    [InlineData("sip:example.net:5999;transport=tcp", "tcp 192.0.2.9:5999")]
    [InlineData("sips:example.net:5999", "tls 192.0.2.9:5999")]
    public void With_a_port_only_addresses_are_looked_up(string uri, string places)
    {
        var search = new Search(NoNaptr);

        Assert.Equal(places, search.Of(uri));
        Assert.All(search.Dns.Asked, static question => Assert.Equal(DnsType.A, question.Type));
    }

    [Theory]
    [InlineData(Services, "sip:example.net", "tls 192.0.2.8:5071, tcp 192.0.2.7:5070, udp 192.0.2.7:5060")]
    [InlineData(Services, "sips:example.net", "tls 192.0.2.8:5071")]
    [InlineData(NoNaptr, "sip:example.net", "udp 192.0.2.7:5060, tcp 192.0.2.7:5070, tls 192.0.2.7:5071")]
    [InlineData(NoNaptr, "sips:example.net", "tls 192.0.2.7:5071")]
    [InlineData(NoNaptr, "sip:example.net;transport=tcp", "tcp 192.0.2.7:5070")]
    [InlineData(NoNaptr, "sip:EXAMPLE.net.", "udp 192.0.2.7:5060, tcp 192.0.2.7:5070, tls 192.0.2.7:5071")]
    [InlineData(AddressAlone, "sip:example.net", "udp 192.0.2.9:5060")]
    [InlineData(AddressAlone, "sips:example.net", "tls 192.0.2.9:5061")]
    [InlineData(AddressAlone, "sip:example.net;transport=tcp", "tcp 192.0.2.9:5060")]
    public void Without_a_port_the_domain_says_which_services_it_has(string zone, string uri, string places) =>
        Assert.Equal(places, new Search(zone).Of(uri));

    [Theory]
    [InlineData("example.net NAPTR 10 10 s SIPS+D2S _sips._sctp.example.net")]
    [InlineData("example.net NAPTR 10 10 u SIP+D2U _sip._tcp.example.net")]
    [InlineData("example.net NAPTR 10 10 a SIP+D2U a.example.net")]
    [InlineData("example.net NAPTR 10 10 s SIP+D2T _sip._tcp.nowhere.example")]
    [InlineData("example.net NAPTR 10 10 s E2U+sip _sip._tcp.example.net")]
    public void NAPTR_that_leads_nowhere_is_passed_over(string naptr) =>
        Assert.StartsWith("udp 192.0.2.7:5060", new Search(naptr + "\n" + NoNaptr).Of("sip:example.net"));

    [Fact]
    public void What_we_do_not_speak_is_not_looked_for()
    {
        var search = new Search(Services).SpeaksOnly(SipTransport.Tcp);

        Assert.Equal("tcp 192.0.2.7:5070", search.Of("sip:example.net"));
        Assert.DoesNotContain(search.Dns.Asked, static question => question.Name.StartsWith("_sips", StringComparison.Ordinal));
        Assert.Equal("", search.Of("sip:192.0.2.7;transport=udp"));
        Assert.Equal(SearchFailure.NotSpoken, search.Failure);
    }

    [Fact]
    public void Without_UDP_of_our_own_an_address_is_reached_by_TCP() =>
        Assert.Equal("tcp 192.0.2.9:5060", new Search(AddressAlone).SpeaksOnly(SipTransport.Tcp).Of("sip:example.net"));

    [Fact]
    public void Both_families_are_taken_where_we_speak_both()
    {
        var search = new Search("example.net A 192.0.2.9\nexample.net AAAA 2001:db8::9");
        Assert.Equal("udp 192.0.2.9:5060", search.Of("sip:example.net"));

        search.Speaks(SipTransport.Udp, "2001:db8::1");
        Assert.Equal("udp 192.0.2.9:5060, udp [2001:db8::9]:5060", search.Of("sip:example.net"));
        Assert.Equal("udp [2001:db8::7]:5060", search.Of("sip:[2001:db8::7]"));
    }

    [Fact]
    public void A_service_of_the_root_is_decidedly_not_there()
    {
        var search = new Search("_sip._tcp.example.net SRV 0 0 0 .\nexample.net A 192.0.2.9");

        Assert.Equal("", search.Of("sip:example.net;transport=tcp"));
        Assert.Equal(SearchFailure.NoSuchServer, search.Failure);
    }

    [Fact]
    public void Priorities_are_kept()
    {
        var search = new Search("""
            _sip._udp.example.net SRV 30 100 5060 c.example.net
            _sip._udp.example.net SRV 10 0 5060 a.example.net
            _sip._udp.example.net SRV 20 1 5060 b.example.net
            a.example.net A 192.0.2.1
            b.example.net A 192.0.2.2
            c.example.net A 192.0.2.3
            """);

        Assert.Equal("udp 192.0.2.1:5060, udp 192.0.2.2:5060, udp 192.0.2.3:5060", search.Of("sip:example.net;transport=udp"));
    }

    [Fact]
    public void The_order_by_weight_is_drawn_once()
    {
        var drawn = 0;
        var search = new Search("""
            _sip._udp.example.net SRV 1 1 5060 a.example.net
            _sip._udp.example.net SRV 1 1 5060 b.example.net
            a.example.net CNAME c.example.net
            c.example.net CNAME d.example.net
            d.example.net A 192.0.2.1
            b.example.net A 192.0.2.2
            """)
        { Random = _ => drawn++ };
        search.Of("sip:example.net;transport=udp");

        Assert.Equal(2, drawn);
    }

    [Fact]
    public void An_alias_is_followed_to_where_it_leads()
    {
        var search = new Search("example.net CNAME a.example.net\na.example.net CNAME b.example.org\nb.example.org A 192.0.2.9");

        Assert.Equal("udp 192.0.2.9:5060", search.Of("sip:example.net:5060"));
        Assert.Single(search.Dns.Asked);
    }

    [Fact]
    public void An_alias_that_the_answer_does_not_follow_is_asked_for()
    {
        var search = new Search("b.example.org A 192.0.2.9");
        search.Dns.Lies = static question => question.Name == "example.net"
            ? new DnsReply(DnsOutcome.Found, [new CnameRecord("example.net", TimeSpan.Zero, "b.example.org")])
            : null;

        Assert.Equal("udp 192.0.2.9:5060", search.Of("sip:example.net:5060"));
    }

    [Theory]
    [InlineData("example.net CNAME example.net")]
    [InlineData("example.net CNAME a.example.net\na.example.net CNAME example.net")]
    public void Aliases_that_go_round_end(string zone)
    {
        var search = new Search(zone);

        Assert.Equal("", search.Of("sip:example.net"));
        Assert.InRange(search.Dns.Asked.Count, 1, 32);
    }

    [Fact]
    public void Aliases_that_never_end_do()
    {
        var search = new Search("");
        search.Dns.Lies = static question =>
            new DnsReply(DnsOutcome.Found, [new CnameRecord(question.Name, TimeSpan.Zero, "a." + question.Name)]);

        Assert.Equal("", search.Of("sip:example.net"));
        Assert.InRange(search.Dns.Asked.Count, 1, 32);
    }

    [Fact]
    public void An_answer_of_thousands_costs_no_more_than_sixteen_places()
    {
        var search = new Search("");
        search.Dns.Lies = static question => question.Type switch
        {
            DnsType.Srv => Many(i => new SrvRecord(question.Name, TimeSpan.Zero, i, 1, 5060, $"h{i}.example.net")),
            DnsType.A => Many(i => new AddressRecord(question.Name, TimeSpan.Zero, new([192, 0, (byte)(i >> 8), (byte)i]))),
            _ => null,
        };

        Assert.Equal(ServerSearch.MostPlaces, search.Find("sip:example.net").Found.Count);
        Assert.InRange(search.Dns.Asked.Count, 1, 32);

        static DnsReply Many(Func<int, DnsRecord> record) => new(DnsOutcome.Found, [.. Enumerable.Range(0, 5_000).Select(record)]);
    }

    [Fact]
    public void What_was_said_of_another_name_is_not_believed()
    {
        var search = new Search("");
        search.Dns.Lies = static question => question.Type != DnsType.A
            ? null
            : new DnsReply(DnsOutcome.Found, [new AddressRecord("bank.example", TimeSpan.Zero, new([203, 0, 113, 1]))]);

        Assert.Equal("", search.Of("sip:example.net:5060"));
    }

    [Fact]
    public void Who_does_not_exist_and_who_is_not_known_are_told_apart()
    {
        var search = new Search(AddressAlone);
        search.Of("sip:nobody.example");
        Assert.Equal(SearchFailure.NoSuchServer, search.Failure);

        search.Dns.IsBroken = true;
        search.Of("sip:nobody.example");
        Assert.Equal(SearchFailure.NameServer, search.Failure);
    }

    [Fact]
    public void A_name_server_that_fails_on_services_does_not_hide_the_address()
    {
        var search = new Search(AddressAlone);
        search.Dns.Lies = static question => question.Type == DnsType.A ? null : DnsReply.Failed;

        Assert.Equal("udp 192.0.2.9:5060", search.Of("sip:example.net"));
    }

    [Fact]
    public void A_certificate_must_name_the_domain_and_not_what_it_led_to()
    {
        var places = new Search(Services).Find("sips:example.net").Found;

        Assert.Equal("example.net", Assert.Single(places).Domain);
    }

    [Theory]
    [InlineData("sip:example.net;transport=sctp")]
    [InlineData("sip:example.net;transport=ws")]
    [InlineData("sips:example.net;transport=udp")]
    [InlineData("tel:+4930123456")]
    [InlineData("sip:example.net;maddr=!!")]
    public void What_we_cannot_speak_has_no_server(string uri)
    {
        Assert.True(SipUri.TryParse(Encoding.ASCII.GetBytes(uri), out var parsed));

        Assert.False(ServerName.TryOf(parsed, out _));
    }
}
