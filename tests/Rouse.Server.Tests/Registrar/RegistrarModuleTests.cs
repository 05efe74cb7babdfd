using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Location;

namespace Rouse.Server.Tests.Registrar;

public sealed class RegistrarModuleTests
{
    const string Desk = "Contact: <sip:bob@192.0.2.7:5060>";
    const string Covered = "pn-provider=fcm;pn-param=test-project;pn-prid=tok";

    readonly RegistrarScene _scene = new();

    static string Status(FakeRequest request) => request.Answered!.ToString();

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("INVITE")]
    public void Other_methods_are_for_other_modules(string method)
    {
        _scene.Sends(_scene.Register("bob", $"CSeq: 1 {method}").Replace("REGISTER sip:", $"{method} sip:", StringComparison.Ordinal));
        Assert.Equal(Verdict.Continue, _scene.Verdict);
    }

    [Fact]
    public void Contact_is_bound_and_listed_byte_for_byte()
    {
        var request = _scene.Registers("Contact: \"Bob, his\tdesk\" <SIP:bob@192.0.2.7:5060;ob>;+custom=\"a;b\";q=0.5", "Expires: 600");
        Assert.Equal("200 OK", Status(request));
        const string Listed = "\"Bob, his\tdesk\" <SIP:bob@192.0.2.7:5060;ob>;+custom=\"a;b\";q=0.5;expires=600";
        Assert.Equal([Listed], request.Values(HeaderName.Contact));
        Assert.Equal(["Sun, 01 Mar 2026 12:00:00 GMT"], request.Values(HeaderName.Date));
        var binding = Assert.Single(_scene.Bindings("bob"));
        Assert.Equal("SIP:bob@192.0.2.7:5060;ob", binding.Uri.ToString());
        Assert.Equal(0.5, binding.Q);
        Assert.Equal(Registration.Hash("bob-call"), binding.CallIdHash);
        Assert.Same(_scene.Flow, binding.Flow);
    }

    [Fact]
    public void Binding_does_not_hold_the_request()
    {
        _scene.Registers(Desk, "Path: <sip:edge.example.org;lr>");
        var binding = Assert.Single(_scene.Bindings("bob"));
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(binding.UriText, out var uri));
        Assert.Same(binding.Contact, uri.Array);
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(binding.Path[0], out var path));
        Assert.Equal(binding.Path[0].Length, path.Array!.Length);
    }

    [Fact]
    public void Refresh_takes_over_the_contact_that_it_does_not_change()
    {
        _scene.Registers(Desk);
        var first = Assert.Single(_scene.Bindings("bob"));
        _scene.Registers(Desk);
        var second = Assert.Single(_scene.Bindings("bob"));
        Assert.NotSame(first, second);
        Assert.Same(first.Contact, second.Contact);
        Assert.Same(first.Identity.Key, second.Identity.Key);
    }

    [Fact]
    public void Refresh_with_another_contact_text_is_listed_so()
    {
        _scene.Registers("Contact: <sip:bob@192.0.2.7>;q=0.5");
        var request = _scene.Registers("Contact: <sip:bob@192.0.2.7>;q=0.7");
        Assert.Equal(["<sip:bob@192.0.2.7>;q=0.7;expires=3600"], request.Values(HeaderName.Contact));
        Assert.Equal(0.7, Assert.Single(_scene.Bindings("bob")).Q);
    }

    [Fact]
    public void Folded_contact_is_listed_in_one_line()
    {
        var request = _scene.Registers("Contact: <sip:bob@192.0.2.7>", " ;expires=600", "\t;q=0.1");
        Assert.Equal(["<sip:bob@192.0.2.7>   ;expires=600;q=0.1"], request.Values(HeaderName.Contact));
    }

    [Fact]
    public void Others_do_not_get_the_push_parameters()
    {
        _scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered};pn-timeout=0;transport=tcp>;+sip.instance=\"<urn:uuid:1>\"");
        _scene.Flow = FakeFlow.Tcp("192.0.2.8:4445");
        var request = _scene.Registers(Desk, "Call-ID: desk", "Expires: 600");
        Assert.Equal(
            ["<sip:bob@192.0.2.7:5060>;expires=600", "<sip:bob@192.0.2.7;transport=tcp>;+sip.instance=\"<urn:uuid:1>\";expires=2073600"],
            request.Values(HeaderName.Contact));
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.7;PN-PRID=a;x?h=1>;q=0.1", "<sip:bob@192.0.2.7;x?h=1>;q=0.1;expires=3600")]
    [InlineData("<sip:bob@192.0.2.7>;pn-prid=a", "<sip:bob@192.0.2.7>;expires=3600")]
    [InlineData("sip:bob@192.0.2.7;pn-prid=a;y", "sip:bob@192.0.2.7;y;expires=3600")]
    [InlineData("\"a;pn-prid=b>\" <sip:bob@192.0.2.7;pn-prid=a>", "\"a;pn-prid=b>\" <sip:bob@192.0.2.7>;expires=3600")]
    public void Push_parameters_are_hidden_wherever_they_stand(string contact, string listed)
    {
        _scene.Registers($"Contact: {contact}");
        _scene.Flow = FakeFlow.Tcp();
        Assert.Equal([listed], _scene.Registers("Call-ID: other").Values(HeaderName.Contact));
    }

    [Fact]
    public void Fetch_on_its_own_connection_shows_the_phone_its_contact_whole()
    {
        _scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered}>");
        Assert.Equal([$"<sip:bob@192.0.2.7;{Covered}>;expires=2073600"], _scene.Registers().Values(HeaderName.Contact));
        Assert.Single(_scene.LogLines);
    }

    [Fact]
    public void Fetch_through_an_edge_proxy_shows_nobody_s_token()
    {
        _scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered}>", "Path: <sip:edge.example.org;lr>");
        Assert.Equal(["<sip:bob@192.0.2.7>;expires=2073600"], _scene.Registers("Call-ID: other").Values(HeaderName.Contact));
    }

    [Fact]
    public void Path_is_stored_top_first_and_copied()
    {
        var request = _scene.Registers(Desk, "Path: <sip:p2.example.org;lr>, <sip:p1.example.org;lr>", "Path: <sip:p0.example.org;lr>");
        string[] path = ["<sip:p2.example.org;lr>", "<sip:p1.example.org;lr>", "<sip:p0.example.org;lr>"];
        Assert.Equal(path, request.Values(HeaderName.Path));
        Assert.Equal(path, _scene.Bindings("bob")[0].Path.Select(p => Encoding.ASCII.GetString(p.Span)));
    }

    [Theory]
    [InlineData("Path: edge", "400 Malformed Path")]
    [InlineData("Path: <tel:1>", "400 Malformed Path")]
    [InlineData("Contact: <sip:bob@>", "400 Malformed Contact")]
    [InlineData("Contact: <mailto:bob@example.org>", "400 Contact Is No SIP URI")]
    [InlineData("To: <tel:+1234>", "400 To Is No SIP URI")]
    [InlineData("To: <sip:bob@elsewhere.org>", "404 Not Found")]
    [InlineData("To: <sip:example.org>", "404 Not Found")]
    [InlineData("Require: path", "200 OK")]
    [InlineData("Require: path, x, y", "420 Bad Extension")]
    [InlineData("Contact: <sip:a@h>;+sip.instance=\"<urn:x>\";reg-id=1, <sip:b@h>", "400 One Contact With reg-id At A Time")]
    public void Request_is_judged(string header, string status) => Assert.Equal(status, Status(_scene.Registers(header)));

    [Fact]
    public void Unknown_options_are_named() =>
        Assert.Equal(["x", "y"], _scene.Registers("Require: path, x, y").Values(HeaderName.Unsupported));

    [Fact]
    public void Foreign_domain_is_not_found()
    {
        var text = _scene.Register("bob", Desk).Replace("REGISTER sip:example.org", "REGISTER sip:elsewhere.org", StringComparison.Ordinal);
        Assert.Equal("404 Not Found", Status(_scene.Sends(text)));
    }

    [Fact]
    public void Contact_that_is_no_sip_uri_is_left_out_beside_one_that_is()
    {
        var request = _scene.Registers("Contact: <sip:bob@192.0.2.7>, <mailto:bob@example.org>");
        Assert.Equal(["<sip:bob@192.0.2.7>;expires=3600"], request.Values(HeaderName.Contact));
    }

    [Theory]
    [InlineData(12, "200 OK")]
    [InlineData(13, "403 Too Many Contacts")]
    public void Contacts_of_one_request_are_counted(int count, string status) =>
        Assert.Equal(status, Status(_scene.Registers([.. Enumerable.Range(1, count).Select(i => $"Contact: <sip:bob@192.0.2.{i}>")])));

    [Theory]
    [InlineData(2, "200 OK")]
    [InlineData(3, "403 Too Many Contacts")]
    public void Contacts_of_one_request_have_a_limit_of_their_own(int count, string status)
    {
        _scene.Options = _scene.Options with { MaxContactsPerRegister = 2 };
        Assert.Equal(status, Status(_scene.Registers([.. Enumerable.Range(1, count).Select(i => $"Contact: <sip:bob@192.0.2.{i}>")])));
        _scene.Registers("Contact: <sip:bob@192.0.2.100>", "Contact: <sip:bob@192.0.2.101>", "Call-ID: another");

        Assert.Equal(count > 2 ? 2 : 4, _scene.Bindings("bob").Count);
    }

    [Fact]
    public void Request_with_more_contacts_than_a_user_may_have_binds_none_of_them()
    {
        _scene.Options = _scene.Options with { MaxContacts = 2 };
        var request = _scene.Registers("Contact: <sip:a@192.0.2.7>, <sip:b@192.0.2.7>, <sip:c@192.0.2.7>");
        Assert.Equal("403 Too Many Contacts", Status(request));
        Assert.Empty(_scene.Bindings("bob"));
        request = _scene.Registers("Contact: <sip:a@192.0.2.7>, <sip:b@192.0.2.7>, <sip:c@192.0.2.7>;expires=0");
        Assert.Equal("200 OK", Status(request));
    }

    [Fact]
    public void Star_with_expires_0_removes_all()
    {
        _scene.Registers("Contact: <sip:a@192.0.2.7>, <sip:b@192.0.2.7>");
        var request = _scene.Registers("Contact: *", "Expires: 0");
        Assert.Equal("200 OK", Status(request));
        Assert.Empty(request.Values(HeaderName.Contact));
        Assert.Empty(_scene.Bindings("bob"));
    }

    [Theory]
    [InlineData("Contact: *")]
    [InlineData("Contact: *", "Expires: 1")]
    [InlineData("Contact: *", "Expires: never")]
    [InlineData("Contact: *, <sip:c@192.0.2.7>", "Expires: 0")]
    [InlineData("Contact: <sip:c@192.0.2.7>", "Contact: *", "Expires: 0")]
    [InlineData("Contact: *", "Contact: *", "Expires: 0")]
    public void Star_otherwise_is_refused_and_removes_nothing(params string[] headers)
    {
        _scene.Registers(Desk);
        Assert.Equal(400, _scene.Registers(headers).Answered!.Status);
        Assert.Single(_scene.Bindings("bob"));
    }

    [Fact]
    public void Lower_cseq_is_refused()
    {
        _scene.Registers(Desk, "CSeq: 9 REGISTER");
        Assert.Equal("500 CSeq Out Of Order", Status(_scene.Registers(Desk, "CSeq: 8 REGISTER")));
    }

    [Fact]
    public void Retransmission_is_answered_like_the_request_and_announces_nothing()
    {
        _scene.Watches.Watch(new("bob", "example.org"), _scene);
        var text = _scene.Register("bob", Desk);
        var first = _scene.Sends(text).Values(HeaderName.Contact);
        Assert.Equal(first, _scene.Sends(text).Values(HeaderName.Contact));
        Assert.Equal(["200 OK", "announced sip:bob@192.0.2.7:5060", "200 OK"], _scene.Events);
    }

    [Fact]
    public void Logout_with_the_cseq_of_the_login_applies()
    {
        _scene.Registers(Desk, "CSeq: 1 REGISTER", "Expires: 600");
        _scene.Registers(Desk, "CSeq: 1 REGISTER", "Expires: 0");
        Assert.Empty(_scene.Bindings("bob"));
    }

    [Fact]
    public void Same_branchless_cseq_with_other_content_is_not_a_retransmission()
    {
        _scene.Registers(Desk, "Via: SIP/2.0/UDP 192.0.2.7", "CSeq: 1 REGISTER");
        _scene.Registers(Desk + ";expires=0", "Via: SIP/2.0/UDP 192.0.2.7", "CSeq: 1 REGISTER");
        Assert.Empty(_scene.Bindings("bob"));
    }

    [Fact]
    public void Waiting_calls_are_told_after_the_200()
    {
        _scene.Watches.Watch(new("bob", "example.org"), _scene);
        _scene.Registers("Contact: <sip:a@192.0.2.7>, <sip:b@192.0.2.7>");
        Assert.Equal(["200 OK", "announced sip:a@192.0.2.7", "announced sip:b@192.0.2.7"], _scene.Events);
    }

    [Theory]
    [InlineData("Contact: <sip:bob@192.0.2.7:5060>;expires=0")]
    [InlineData("Contact: <sip:bob@192.0.2.7:5060>;expires=59")]
    public void Removal_and_refusal_tell_nobody(string contact)
    {
        _scene.Registers(Desk);
        _scene.Watches.Watch(new("bob", "example.org"), _scene);
        _scene.Events.Clear();
        _scene.Registers(contact);
        Assert.DoesNotContain(_scene.Events, e => e.StartsWith("announced", StringComparison.Ordinal));
    }

    [Fact]
    public void Register_on_a_closed_connection_is_dropped()
    {
        _scene.Flow.Close();
        _scene.Registers(Desk);
        Assert.Equal(Verdict.Dropped, _scene.Verdict);
        Assert.Empty(_scene.Bindings("bob"));
    }

    [Fact]
    public void Logout_on_a_closed_connection_counts()
    {
        _scene.Registers(Desk);
        _scene.Flow.Close();
        _scene.Registers(Desk + ";expires=0");
        Assert.Equal(Verdict.Answered, _scene.Verdict);
        Assert.Empty(_scene.Bindings("bob"));
    }

    [Theory]
    [InlineData("bob", "200 OK")]
    [InlineData("alice", "403 Forbidden")]
    [InlineData(null, "403 Forbidden")]
    public void Only_the_user_itself_may_register(string? user, string status)
    {
        _scene.Authenticates = true;
        _scene.AuthenticatedAs = user == null ? null : new(user, "example.org");
        Assert.Equal(status, Status(_scene.Registers(Desk)));
        Assert.Equal(status == "200 OK" ? 1 : 0, _scene.Bindings("bob").Count);
    }

    [Fact]
    public void Parameters_of_to_are_no_part_of_the_address()
    {
        _scene.Registers(Desk, "To: Bob <sip:b%6fb@EXAMPLE.org:5070;user=phone;transport=tcp>;x=1");
        Assert.Single(_scene.Bindings("bob"));
    }

    [Fact]
    public void Phones_that_come_and_go_are_told_once()
    {
        _scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered}>;+sip.instance=\"<urn:uuid:1>\"");
        _scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered}>;+sip.instance=\"<urn:uuid:1>\"");
        _scene.Registers("Contact: <sip:bob@192.0.2.7>;expires=0;+sip.instance=\"<urn:uuid:1>\"");
        Assert.Equal(
            [
                "bob@example.org registered from tcp 192.0.2.7:4444 for 24d, can be pushed (fcm)",
                "bob@example.org is no longer registered (it was from tcp 192.0.2.7:4444)",
            ],
            _scene.LogLines);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.25", 0.25)]
    [InlineData("1.000", 1)]
    [InlineData("7", 1)]
    [InlineData("NaN", 1)]
    [InlineData("-1", 1)]
    [InlineData("", 1)]
    public void Q_is_read(string q, double expected)
    {
        _scene.Registers($"{Desk};q={q}");
        Assert.Equal(expected, _scene.Bindings("bob")[0].Q);
    }
}
