using Rouse.Protocol.Sip;
using Rouse.Server.Tests.Location;

namespace Rouse.Server.Tests.Registrar;

/// <summary>RFC 5626 §6: when a reg-id counts, and what the answer says of it; RFC 3327 and RFC 3608 beside it.</summary>
public sealed class OutboundTests
{
    const string Instance = ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000a95a0e128>\"";
    const string Phone = "Contact: <sip:bob@192.0.2.7;transport=tcp>" + Instance;
    const string Supported = "Supported: path, outbound";
    const string TwoHops = "Via: SIP/2.0/TCP edge.example.org;branch=z9hG4bKe, SIP/2.0/TCP 192.0.2.7;branch=z9hG4bKp";

    readonly RegistrarScene _scene = new();

    static string Status(FakeRequest request) => request.Answered!.ToString();

    [Fact]
    public void Each_flow_of_a_phone_is_a_binding()
    {
        _scene.Registers(Phone + ";reg-id=1", Supported);
        _scene.Flow = FakeFlow.Tcp("192.0.2.8:4445");
        var request = _scene.Registers(Phone + ";reg-id=2", Supported, "Call-ID: second");

        Assert.Equal(2, _scene.Bindings("bob").Count);
        Assert.Equal(2, request.Values(HeaderName.Contact).Length);
        _scene.Flow = FakeFlow.Tcp("192.0.2.9:4446");
        _scene.Registers(Phone + ";reg-id=2", Supported, "Call-ID: third");
        Assert.Equal(2, _scene.Bindings("bob").Count);
        Assert.Same(_scene.Flow, _scene.Bindings("bob").Single(b => b.Identity.Key.EndsWith("reg-id=2", StringComparison.Ordinal)).Flow);
    }

    [Theory]
    [InlineData(";reg-id=1", Supported, true)]
    [InlineData(";reg-id=1", "Supported: gruu", false)]
    [InlineData("", Supported, false)]
    [InlineData(";reg-id=0", Supported, false)]
    [InlineData(";reg-id=x", Supported, false)]
    [InlineData(";reg-id=1;expires=0", Supported, false)]
    public void Outbound_is_required_only_with_a_flow_that_is_named(string parameters, string supported, bool isRequired)
    {
        var request = _scene.Registers(Phone + parameters, supported);

        Assert.Equal("200 OK", Status(request));
        Assert.Equal(isRequired ? ["outbound"] : [], request.Values(HeaderName.Require));
        Assert.Equal(isRequired ? ["120"] : [], request.Values(HeaderName.FlowTimer));
    }

    [Fact]
    public void Flow_timer_over_UDP_is_shorter_than_a_NAT_s()
    {
        _scene.Flow = FakeFlow.Udp();

        Assert.Equal(["29"], _scene.Registers(Phone + ";reg-id=1", Supported).Values(HeaderName.FlowTimer));
    }

    [Fact]
    public void A_reg_id_without_an_instance_is_ignored()
    {
        var request = _scene.Registers("Contact: <sip:bob@192.0.2.7>;reg-id=1", Supported);
        _scene.Registers("Contact: <sip:bob@192.0.2.7>;reg-id=2", Supported, "Call-ID: second");

        Assert.Equal("200 OK", Status(request));
        Assert.Empty(request.Values(HeaderName.Require));
        Assert.Single(_scene.Bindings("bob"));
    }

    [Fact]
    public void Several_contacts_of_which_one_names_its_flow_are_400()
    {
        Assert.Equal(
            "400 One Contact With reg-id At A Time",
            Status(_scene.Registers($"{Phone};reg-id=1, <sip:bob@192.0.2.8>", Supported)));
        Assert.Empty(_scene.Bindings("bob"));
    }

    [Fact]
    public void One_flow_is_registered_and_others_removed_in_one_request()
    {
        _scene.Registers(Phone + ";reg-id=1", Supported);

        var request = _scene.Registers($"{Phone};reg-id=1;expires=0, {Phone["Contact: ".Length..]};reg-id=2", Supported);

        Assert.Equal("200 OK", Status(request));
        Assert.EndsWith("reg-id=2", Assert.Single(_scene.Bindings("bob")).Identity.Key);
    }

    [Theory]
    [InlineData("Path: <sip:edge.example.org;lr;ob>", "200 OK")]
    [InlineData("Path: <sip:p1.example.org;lr>, <sip:edge.example.org;lr;ob>", "200 OK")]
    [InlineData("Path: <sip:edge.example.org;lr>", "439 First Hop Lacks Outbound Support")]
    [InlineData("Path: <sip:p1.example.org;lr;ob>, <sip:edge.example.org;lr>", "439 First Hop Lacks Outbound Support")]
    [InlineData("X-No-Path: 1", "439 First Hop Lacks Outbound Support")]
    public void First_hop_must_keep_the_flow(string path, string status)
    {
        var request = _scene.Registers(Phone + ";reg-id=1", Supported, TwoHops, path);

        Assert.Equal(status, Status(request));
        Assert.Equal(status == "200 OK" ? ["outbound"] : [], request.Values(HeaderName.Require));
        // How often the phone speaks is the affair of its first hop.
        Assert.Empty(request.Values(HeaderName.FlowTimer));
    }

    [Fact]
    public void Phone_that_does_not_know_outbound_is_bound_by_its_instance_behind_such_a_hop()
    {
        var request = _scene.Registers(Phone + ";reg-id=1", TwoHops, "Path: <sip:edge.example.org;lr>");

        Assert.Equal("200 OK", Status(request));
        Assert.False(Assert.Single(_scene.Bindings("bob")).Identity.HasRegId);
    }

    // The same Contact first through an edge proxy that knows nothing of flows, then directly.
    [Fact]
    public void Refresh_on_another_way_does_not_take_over_what_the_reg_id_meant_there()
    {
        _scene.Registers(Phone + ";reg-id=1", TwoHops, "Path: <sip:edge.example.org;lr>");
        _scene.Registers(Phone + ";reg-id=1", Supported, "Call-ID: direct");

        Assert.Contains(_scene.Bindings("bob"), binding => binding.Identity.HasRegId);
        _scene.Registers(Phone + ";reg-id=1", "Call-ID: again", TwoHops, "Path: <sip:edge.example.org;lr>");
        Assert.Equal(2, _scene.Bindings("bob").Count);
    }

    [Theory]
    [InlineData("Require: outbound", "200 OK")]
    [InlineData("Require: gruu", "200 OK")]
    public void Options_that_we_know_may_be_required(string require, string status) =>
        Assert.Equal(status, Status(_scene.Registers(Phone, require)));

    [Fact]
    public void Path_without_lr_is_refused() =>
        Assert.Equal("400 Path Without lr", Status(_scene.Registers(Phone, "Path: <sip:edge.example.org>")));

    [Theory]
    [InlineData(true, "Supported: gruu", "420 Bad Extension")]
    [InlineData(true, "Supported: gruu,PATH", "200 OK")]
    [InlineData(false, "Supported: gruu", "200 OK")]
    public void Path_of_a_phone_that_does_not_know_it_is_refused_where_that_is_wanted(bool isWanted, string supported, string status)
    {
        _scene.Options = new() { RequiresPathSupport = isWanted };

        var request = _scene.Registers(Phone, supported, "Path: <sip:edge.example.org;lr>");

        Assert.Equal(status, Status(request));
        Assert.Equal(status == "200 OK" ? [] : ["path"], request.Values(HeaderName.Unsupported));
    }

    [Fact]
    public void Service_Route_is_told_in_order()
    {
        string[] routes = ["<sip:p1.example.org;lr>", "<sip:p2.example.org;lr>"];
        _scene.Options = new() { ServiceRoute = routes };

        Assert.Equal(routes, _scene.Registers(Phone).Values(HeaderName.ServiceRoute));
        Assert.Equal(routes, _scene.Registers().Values(HeaderName.ServiceRoute));
    }

    [Fact]
    public void Without_a_Service_Route_none_is_told() => Assert.Empty(_scene.Registers(Phone).Values(HeaderName.ServiceRoute));
}
