using System.Security.Cryptography;
using Rouse.Push.Fcm;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Fcm;

public sealed class FcmSettingsTests
{
    private const string TokenUri = "https://oauth2.googleapis.com/token";

    private static readonly FcmSettings Valid = new() { ServiceAccount = FcmScene.AccountOf(TokenUri) };

    public static TheoryData<string, FcmSettings> Wrong { get; } = new()
    {
        { "service_account cannot be read", Valid with { ServiceAccount = "/no/such/file.json" } },
        { "service_account is not", Valid with { ServiceAccount = "{" } },
        { "service_account is not", Valid with { ServiceAccount = "{}" } },
        { "service_account is not", Valid with { ServiceAccount = """{"project_id":7}""" } },
        { "private_key of the service account", Valid with { ServiceAccount = Valid.ServiceAccount.Replace("PRIVATE", "PUBLIC") } },
        { "private_key of the service account", Valid with { ServiceAccount = ShortKey() } },
        { "token_uri of the service account", Valid with { ServiceAccount = FcmScene.AccountOf("http://oauth.example.org/") } },
        { "project_number must be", Valid with { ProjectNumber = "example-phone" } },
        { "project_number must be", Valid with { ProjectNumber = "" } },
        { "url must be https", Valid with { Url = "http://push.example.org" } },
        { "token_url must be an absolute", Valid with { TokenUrl = "token" } },
        { "authority cannot be read", Valid with { Authority = "/no/such/file.pem" } },
        { "queue must have room", Valid with { MaxQueue = 0 } },
    };

    [Fact]
    public void Service_account_is_enough() => Assert.Empty(Valid.Validate());

    [Fact]
    public void Service_account_may_be_a_file()
    {
        using var file = new TemporaryFile(Valid.ServiceAccount);

        Assert.Empty((Valid with { ServiceAccount = file.Path }).Validate());
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Wrong_settings_are_told(string part, FcmSettings settings)
    {
        var error = Assert.Single(settings.Validate());

        Assert.Contains(part, error);
        Assert.DoesNotContain("BEGIN", error);
    }

    [Fact]
    public void Provider_does_not_begin_with_wrong_settings() =>
        Assert.Throws<ArgumentException>(() => new FcmProvider(Valid with { ServiceAccount = "{" }, TimeProvider.System));

    [Theory]
    [InlineData("example-phone", true)]
    [InlineData("123456789012", true)]
    [InlineData("123456789013", false)]
    [InlineData("", false)]
    public void Project_is_known_by_its_id_and_its_number(string param, bool isServed)
    {
        using var provider = new FcmProvider(Valid with { ProjectNumber = "123456789012" }, TimeProvider.System);

        Assert.Equal(isServed, provider.Serves(param));
    }

    [Fact]
    public void Printed_settings_tell_no_key() => Assert.Equal("FCM 1", (Valid with { ProjectNumber = "1" }).ToString());

    private static string ShortKey()
    {
        using var key = RSA.Create(1024);
        return FcmScene.AccountOf(TokenUri, key);
    }
}
