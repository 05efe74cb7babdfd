using Rouse.Push.Apns;
using Rouse.Server.Push;
using Rouse.Server.Tests.Configuration;

namespace Rouse.Server.Tests.Push;

/// <summary>Which configured app a phone's <c>pn-provider</c> and <c>pn-param</c> lead to.</summary>
public sealed class PushClientsTests
{
    static readonly string Key = KeyFiles.Key();

    [Theory]
    [InlineData("apns", "TEAM123456.org.example.phone.voip", "apns org.example.phone production")]
    [InlineData("apns", "TEAM123456.org.example.phone.remote&voip", "apns org.example.phone production")]
    [InlineData("apns", "TEAM123456.Org.Example.Phone", "apns org.example.phone production")]
    [InlineData("apns.dev", "TEAM123456.org.example.phone.voip", "apns org.example.phone development")]
    [InlineData("apns", "org.example.phone", "apns org.example.phone production")]
    [InlineData("apns", "TEAM999999.org.example.phone.voip", null)]
    [InlineData("apns", "TEAM123456.org.example.other.voip", null)]
    [InlineData("apns", "TEAM123456.org.example.phone.more.voip", null)]
    [InlineData("apns", "", null)]
    [InlineData("fcm", "TEAM123456.org.example.phone.voip", null)]
    [InlineData("webpush", "", null)]
    public void App_of_apple_is_found_by_its_bundle_id_and_team(string provider, string param, string? name) =>
        Assert.Equal(name, NameOf(Options(("org.example.phone", Apns())), provider, param));

    [Theory]
    [InlineData("TEAM123456.org.example.phone.voip", "apns org.example.phone development")]
    [InlineData("TEAM123456.org.example.any.voip", "apns TEAM123456 production")]
    [InlineData("TEAM999999.org.example.any.voip", null)]
    [InlineData("org.example.any", null)]
    public void App_named_by_the_team_serves_what_has_no_name_of_its_own(string param, string? name)
    {
        var options = Options(
            ("TEAM123456", Apns()), ("org.example.phone", Apns() with { Environment = ApnsEnvironment.Development }));
        Assert.Equal(name, NameOf(options, "apns", param));
    }

    [Fact]
    public void Environment_of_both_says_so() => Assert.Equal(
        ["apns a.b production or development"], PushClients.NamesOf(Options(("a.b", Apns() with { Environment = ApnsEnvironment.Both }))));

    [Theory]
    [InlineData("example-phone")]
    [InlineData("123456789012")]
    [InlineData("another-project")]
    public void Only_fcm_app_serves_every_project(string param) => Assert.Equal("fcm a", NameOf(Options(("a", Fcm())), "fcm", param));

    [Theory]
    [InlineData("example-phone", "fcm a")]
    [InlineData("222", "fcm a")]
    [InlineData("333", null)]
    public void One_of_several_fcm_apps_is_found_by_id_or_number(string param, string? name) => Assert.Equal(
        name, NameOf(Options(("a", Fcm() with { ProjectNumber = "222" }), ("b", Fcm())), "fcm", param));

    [Theory]
    [InlineData("apns", "TEAM123456.org.example.phone.voip", "apns org.example.phone production")]
    [InlineData("apns", "TEAM123456.org.example.other.voip", "http")]
    [InlineData("webpush", "", "http")]
    public void Generic_endpoint_takes_what_has_no_app(string provider, string param, string name)
    {
        var options = Options(("org.example.phone", Apns())) with { Http = new() { Url = "http://push.example.org" } };
        Assert.Equal(name, NameOf(options, provider, param));
    }

    [Fact]
    public void App_has_its_policy_and_its_wish_for_cancels()
    {
        var options = Options(("a.b", Apns() with { Policy = "always" }), ("c", Fcm() with { Cancel = true }));
        using var clients = new PushClients(options, TimeProvider.System);
        Assert.Equal(
            [("apns", true, false), ("apns.dev", true, false), ("fcm", false, true)],
            clients.Providers.Apps.Select(app => (app.Type!, app.PushesAlways, app.SendsCancel)));
    }

    static string? NameOf(PushOptions options, string provider, string param)
    {
        using var clients = new PushClients(options, TimeProvider.System);
        return clients.Providers.Find(provider, param)?.Name;
    }

    static ApnsAppOptions Apns() => new() { Key = Key, KeyId = "ABC123DEFG", TeamId = "TEAM123456" };

    static FcmAppOptions Fcm() => new() { ServiceAccount = KeyFiles.ServiceAccount() };

    static PushOptions Options(params (string Name, ApnsAppOptions Apns)[] apps) =>
        new() { Apps = apps.ToDictionary(app => app.Name, app => new PushAppOptions { Apns = app.Apns }) };

    static PushOptions Options((string Name, FcmAppOptions Fcm) first, params (string Name, FcmAppOptions Fcm)[] apps) =>
        new() { Apps = apps.Prepend(first).ToDictionary(app => app.Name, app => new PushAppOptions { Fcm = app.Fcm }) };

    static PushOptions Options((string Name, ApnsAppOptions Apns) apns, (string Name, FcmAppOptions Fcm) fcm) => new()
    {
        Apps = new Dictionary<string, PushAppOptions>
        {
            [apns.Name] = new() { Apns = apns.Apns },
            [fcm.Name] = new() { Fcm = fcm.Fcm },
        },
    };
}
