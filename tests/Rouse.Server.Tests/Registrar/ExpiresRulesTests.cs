using Rouse.Protocol.Sip;

namespace Rouse.Server.Tests.Registrar;

public sealed class ExpiresRulesTests
{
    const string Desk = "Contact: <sip:bob@192.0.2.7:5060>";
    const string Covered = "pn-provider=fcm;pn-param=test-project;pn-prid=tok";

    readonly RegistrarScene _scene = new();

    static string Status(FakeRequest request) => request.Answered!.ToString();

    [Theory]
    [InlineData("sip:bob@192.0.2.7;unknown", "sip:bob@192.0.2.7;unknown;expires=3600")]
    [InlineData("<sip:bob@192.0.2.7>;expires=90;x=1", "<sip:bob@192.0.2.7>;expires=90;x=1")]
    [InlineData("<sip:bob@192.0.2.7>;EXPIRES=\"soon\";x=1", "<sip:bob@192.0.2.7>;expires=3600;x=1")]
    [InlineData("<sip:bob@192.0.2.7>;expires=90;expires=5", "<sip:bob@192.0.2.7>;expires=90")]
    [InlineData("<sip:bob@192.0.2.7;expires=90>", "<sip:bob@192.0.2.7;expires=90>;expires=3600")]
    public void Expires_is_set_or_replaced(string contact, string listed) =>
        Assert.Equal([listed], _scene.Registers($"Contact: {contact}").Values(HeaderName.Contact));

    [Fact]
    public void Own_parameter_comes_before_the_header_and_the_header_before_the_default()
    {
        var request = _scene.Registers("Contact: <sip:a@192.0.2.7>;expires=120, <sip:b@192.0.2.7>", "Expires: 240");
        Assert.Equal(["<sip:a@192.0.2.7>;expires=120", "<sip:b@192.0.2.7>;expires=240"], request.Values(HeaderName.Contact).Order());
        request = _scene.Sends(_scene.Register("carol", "Contact: <sip:bob@192.0.2.9>"));
        Assert.Equal(["<sip:bob@192.0.2.9>;expires=3600"], request.Values(HeaderName.Contact));
    }

    [Theory]
    [InlineData(59, "423 Interval Too Brief")]
    [InlineData(60, "200 OK")]
    public void Brief_interval_is_refused_below_the_minimum(int seconds, string status)
    {
        var request = _scene.Registers(Desk, $"Expires: {seconds}");
        Assert.Equal(status, Status(request));
        Assert.Equal(seconds < 60 ? ["60"] : [], request.Values(HeaderName.MinExpires));
        Assert.Equal(seconds < 60 ? 0 : 1, _scene.Bindings("bob").Count);
    }

    [Theory]
    [InlineData(3599, 423)]
    [InlineData(3600, 200)]
    public void One_hour_is_never_too_brief(int seconds, int status)
    {
        _scene.Options = _scene.Options with { MinExpires = TimeSpan.FromHours(2) };
        Assert.Equal(status, _scene.Registers(Desk, $"Expires: {seconds}").Answered!.Status);
    }

    [Fact]
    public void One_contact_that_is_too_brief_refuses_all()
    {
        Assert.Equal("423 Interval Too Brief", Status(_scene.Registers("Contact: <sip:a@192.0.2.7>, <sip:b@192.0.2.7>;expires=59")));
        Assert.Empty(_scene.Bindings("bob"));
    }

    [Theory]
    [InlineData("86400", 86_400)]
    [InlineData("86401", 86_400)]
    [InlineData("4294967295", 86_400)]
    [InlineData("99999999999999999999", 86_400)]
    [InlineData("-1", 3600)]
    [InlineData("Thu, 01 Dec 1994 16:00:00 GMT", 3600)]
    public void Long_interval_is_cut(string asked, int granted) =>
        Assert.Equal(
            [$"<sip:bob@192.0.2.7:5060>;expires={granted}"],
            _scene.Registers(Desk, $"Expires: {asked}").Values(HeaderName.Contact));

    [Theory]
    [InlineData(1, 300)]
    [InlineData(300, 300)]
    [InlineData(86_400, 300)]
    [InlineData(0, null)]
    public void Forced_interval_is_granted_whatever_is_asked_for(int asked, int? granted)
    {
        _scene.Options = _scene.Options with { ForceExpires = TimeSpan.FromMinutes(5) };
        string[] listed = granted == null ? [] : [$"<sip:bob@192.0.2.7:5060>;expires={granted}"];
        Assert.Equal(listed, _scene.Registers(Desk, $"Expires: {asked}").Values(HeaderName.Contact));
    }

    [Fact]
    public void Forced_interval_is_not_for_a_phone_that_can_be_pushed()
    {
        _scene.Options = _scene.Options with { ForceExpires = TimeSpan.FromMinutes(5) };
        Assert.EndsWith(
            ";expires=2073600", Assert.Single(_scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered}>").Values(HeaderName.Contact)));
    }

    [Theory]
    [InlineData(600, 24 * 86_400)]
    [InlineData(59, 24 * 86_400)]
    [InlineData(31_536_000, 24 * 86_400)]
    public void Phone_that_can_be_pushed_gets_the_long_grant(int asked, int granted)
    {
        var request = _scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered}>", $"Expires: {asked}");
        Assert.Equal([$"<sip:bob@192.0.2.7;{Covered}>;expires={granted}"], request.Values(HeaderName.Contact));
        Assert.True(_scene.Bindings("bob")[0].CanBePushed);
    }

    [Theory]
    [InlineData(600, 3 * 86_400)]
    [InlineData(4 * 86_400, 4 * 86_400)]
    public void Shorter_reach_is_a_minimum(int asked, int granted)
    {
        _scene.Reach = TimeSpan.FromDays(3);
        var request = _scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered}>;expires={asked}");
        Assert.Equal([$"<sip:bob@192.0.2.7;{Covered}>;expires={granted}"], request.Values(HeaderName.Contact));
    }

    [Theory]
    [InlineData(600, "<sip:bob@192.0.2.7>;expires=600")]
    [InlineData(2 * 86_400, "<sip:bob@192.0.2.7>;expires=86400")]
    public void Zero_reach_grants_as_for_every_other(int asked, string listed)
    {
        _scene.Reach = TimeSpan.Zero;
        var request = _scene.Registers($"Contact: <sip:bob@192.0.2.7;{Covered}>;expires={asked}");
        Assert.Equal([listed.Replace("7>", $"7;{Covered}>", StringComparison.Ordinal)], request.Values(HeaderName.Contact));
        Assert.True(_scene.Bindings("bob")[0].CanBePushed);
    }

    [Theory]
    [InlineData("pn-provider=fcm;pn-param=other;pn-prid=tok", "no push credentials for other")]
    [InlineData("pn-provider=fcm;pn-param=test-project", "cannot be pushed: no token")]
    [InlineData("pn-provider=fcm;pn-prid=tok", "cannot be pushed: pn-param is missing")]
    [InlineData("ob", "cannot be pushed")]
    public void Without_credentials_or_token_it_is_a_phone_like_every_other(string parameters, string told)
    {
        var request = _scene.Registers($"Contact: <sip:bob@192.0.2.7;{parameters}>;expires=600");
        Assert.Equal([$"<sip:bob@192.0.2.7;{parameters}>;expires=600"], request.Values(HeaderName.Contact));
        Assert.False(_scene.Bindings("bob")[0].CanBePushed);
        Assert.Equal([$"bob@example.org registered from tcp 192.0.2.7:4444 for 10min, {told}"], _scene.LogLines);
    }

    [Fact]
    public void Remaining_time_counts_down()
    {
        _scene.Registers(Desk, "Expires: 600");
        _scene.Clock.Advance(TimeSpan.FromSeconds(100.5));
        Assert.Equal(["<sip:bob@192.0.2.7:5060>;expires=500"], _scene.Registers().Values(HeaderName.Contact));
        _scene.Clock.Advance(TimeSpan.FromSeconds(499.5));
        Assert.Empty(_scene.Registers().Values(HeaderName.Contact));
    }

    [Fact]
    public void Phone_that_expired_is_told_by_the_sweep()
    {
        _scene.Registers(Desk, "Expires: 90");
        _scene.Clock.Advance(TimeSpan.FromSeconds(90));
        _scene.Store.Sweep();
        _scene.Store.Sweep();
        Assert.Equal(
            ["bob@example.org registered from tcp 192.0.2.7:4444 for 90s, cannot be pushed", "bob@example.org expired"], _scene.LogLines);
    }
}
