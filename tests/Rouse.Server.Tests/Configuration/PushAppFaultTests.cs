using Rouse.Configuration;

namespace Rouse.Server.Tests.Configuration;

/// <summary>What is wrong with an app, and with the files that it names, stops the start.</summary>
public sealed class PushAppFaultTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public PushAppFaultTests()
    {
        _folder.Write("good.p8", KeyFiles.Key());
        _folder.Write("good.json", KeyFiles.ServiceAccount());
        _folder.Write("bad.p8", "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n");
        _folder.Write("bad.json", "{\"private_key\":\"secret\"}");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("apns = { key = \"good.p8\", key_id = \"ABC123DEFG\", team_id = \"TEAM123456\" }")]
    [InlineData("fcm = { service_account = \"good.json\" }")]
    [InlineData("fcm = { service_account = \"good.json\", project_number = \"123456789012\" }")]
    public void Good_app_has_no_faults(string app) => Assert.Empty(FaultsOf(app));

    [Theory]
    [InlineData("apns = { key = \"good.p8\", team_id = \"TEAM123456\" }",
        "apns: key_id must be the 10 capital letters and digits that Apple shows beside the key")]
    [InlineData("apns = { key = \"bad.p8\", key_id = \"ABC123DEFG\", team_id = \"TEAM123456\" }",
        "apns: key is not a private key for ES256, as in Apple's .p8 files")]
    [InlineData("apns = { key_id = \"ABC123DEFG\" }", "apns: APNs needs either a key or a certificate")]
    [InlineData("apns = { certificate = \"bad.json\" }",
        "apns: certificate is neither PEM with a private key nor PKCS #12, or its password is wrong")]
    [InlineData("fcm = { project_number = \"1\" }", "fcm: FCM needs service_account")]
    [InlineData("fcm = { service_account = \"bad.json\" }",
        "fcm: service_account is not a service account's JSON with project_id, client_email and private_key")]
    [InlineData("fcm = { service_account = \"good.json\", project_number = \"my-project\" }",
        "fcm: project_number must be the digits that Firebase shows as Sender ID")]
    [InlineData("fcm = { service_account = \"good.json\", url = \"http://push.example.org\" }",
        "fcm: url must be https: keys and tokens go there")]
    public void Wrong_app_is_refused(string app, string fault) =>
        Assert.Equal([$"{_folder["rouse.toml"]}:2: push.apps.\"org.example.phone\".{fault}"], FaultsOf(app));

    [Theory]
    [InlineData("", "", 1)]
    [InlineData("apns = { }", ".apns", 2)]
    [InlineData("fcm = { }", ".fcm", 2)]
    public void App_without_credentials_is_refused(string app, string section, int line) => Assert.StartsWith(
        $"{_folder["rouse.toml"]}:{line}: 'push.apps.\"org.example.phone\"{section}' says nothing; known here: ",
        Assert.Single(FaultsOf(app)));

    [Fact]
    public void Key_beside_its_provider_is_told_where_it_belongs() => Assert.Equal(
        [
            $"{_folder["rouse.toml"]}:2: key 'push.apps.\"org.example.phone\".cancel' is not known; "
            + "did you mean 'push.apps.NAME.apns.cancel' (true or false)?",
        ],
        FaultsOf("cancel = true"));

    [Fact]
    public void Missing_file_is_named_with_the_line_of_its_key()
    {
        const string Keys = "project_number = \"1\"\nservice_account = \"none.json\"";
        var fault = Assert.Single(FaultsOf(Keys, "[push.apps.\"org.example.phone\".fcm]"));

        Assert.StartsWith($"{_folder["rouse.toml"]}:3: push.apps.\"org.example.phone\".fcm: service_account cannot be read: ", fault);
        Assert.Contains(_folder["none.json"], fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TEAM123456", null)]
    [InlineData("org.example.phone", null)]
    [InlineData("phone", "the name is neither the app's bundle id, such as org.example.phone, nor team_id, for all apps of the team")]
    public void App_of_Apple_is_named_by_bundle_or_team(string name, string? fault)
    {
        const string App = "apns = { key = \"good.p8\", key_id = \"ABC123DEFG\", team_id = \"TEAM123456\" }";
        string[] expected = fault == null ? [] : [$"{_folder["rouse.toml"]}:2: push.apps.{name}.apns: {fault}"];
        Assert.Equal(expected, FaultsOf(App, $"[push.apps.\"{name}\"]"));
    }

    [Fact]
    public void Value_that_could_not_be_read_is_told_once() => Assert.Equal(
        [$"{_folder["rouse.toml"]}:2: push.apps.\"org.example.phone\".apns.key: 1 is not text in quotes; write \"1\""],
        FaultsOf("apns = { key = 1 }"));

    [Fact]
    public void All_faults_come_at_once() => Assert.Equal(3, FaultsOf(
        """
        apns = { key = "bad.p8", key_id = "short", team_id = "TEAM123456" }
        fcm = { service_account = "bad.json" }
        """).Length);

    string[] FaultsOf(string app, string section = "[push.apps.\"org.example.phone\"]")
    {
        var file = _folder.Write("rouse.toml", $"{section}\n{app}\n");
        return [.. ServerConfiguration.Load(file, [], []).Faults.Select(fault => fault.ToString())];
    }
}
