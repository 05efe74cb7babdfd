using System.Diagnostics;
using System.Runtime.Versioning;
using Rouse.Configuration;
using Rouse.Server.Push;
using Rouse.Server.Transport;
using Rouse.Starting;

namespace Rouse.Server.Tests.Configuration;

/// <summary>What is allowed but hardly meant is told, and how to end it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StartWarningsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder["data"];

    [Fact]
    public void Folder_and_files_that_a_start_has_made_are_in_order()
    {
        using var data = DataFolder.Open(Data);
        FirstStart.Prepare(new ServerOptions(), data, new Surroundings("box", System.Net.IPAddress.Loopback));

        Assert.Empty(Warnings(new ServerOptions()));
    }

    [Theory]
    [InlineData("600", false)]
    [InlineData("400", false)]
    [InlineData("640", true)]
    [InlineData("604", true)]
    [InlineData("620", true)]
    public void File_that_others_can_read_is_a_warning(string mode, bool warned)
    {
        var path = Write("users", "", mode);

        Assert.Equal(
            warned ? $"{path} holds secrets, and others on this machine can read or change it; chmod 600 {path}" : null,
            Exposure.OfFile(path));
    }

    [Theory]
    [InlineData("640", null)]
    [InlineData("644", "640")]
    [InlineData("660", "640")]
    public void File_of_another_user_may_be_read_by_its_group(string mode, string? advice)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root gives files away");
        var path = Write("users", "", mode);
        using (var chown = Process.Start("chown", ["1:1", path]))
            chown.WaitForExit();

        Assert.Equal(
            advice == null ? null : $"{path} holds secrets, and others on this machine can read or change it; chmod {advice} {path}",
            Exposure.OfFile(path));
    }

    [Theory]
    [InlineData("700", false)]
    [InlineData("750", true)]
    [InlineData("701", true)]
    public void Data_folder_is_for_nobody_else(string mode, bool warned)
    {
        Directory.CreateDirectory(Data, ModeOf(mode));
        File.SetUnixFileMode(Data, ModeOf(mode));
        string[] expected = warned ? [$"{Data} is the data folder, and others on this machine can look into it; chmod 700 {Data}"] : [];

        Assert.Equal(expected, Warnings(new ServerOptions()));
    }

    [Fact]
    public void Every_file_with_secrets_is_looked_at()
    {
        Directory.CreateDirectory(Data, ModeOf("700"));
        string[] names = ["data/secret", "users", "key.p8", "cert.p12", "account.json"];
        var files = names.Select(name => Write(name, "", "644")).ToList();
        Write("authority.pem", "", "644");
        var options = new ServerOptions
        {
            Auth = new() { Users = files[1] },
            Push = new()
            {
                Apps = new Dictionary<string, PushAppOptions>
                {
                    ["a"] = new() { Apns = new() { Key = files[2], Authority = _folder["authority.pem"] } },
                    ["b"] = new() { Apns = new() { Certificate = files[3] }, Fcm = new() { ServiceAccount = files[4] } },
                    ["c"] = new() { Apns = new() { Key = files[2] }, Fcm = new() { ServiceAccount = "{}" } },
                },
            },
        };

        Assert.Equal(
            files,
            Warnings(options).Where(line => line.Contains("holds secrets", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("[admin]\ntoken = \"0123456789abcdef\"\n", true)]
    [InlineData("[push.http]\nurl = \"https://a/secret\"\n", true)]
    [InlineData("[push.http]\nheaders = { a = \"b\" }\n", true)]
    [InlineData("[push.apps.\"a.b\"]\napns = { key = \"-----BEGIN PRIVATE KEY-----\" }\n", true)]
    [InlineData("[push.apps.\"a.b\"]\napns = { key = \"file\" }\n", false)]
    [InlineData("domains = [\"example.org\"]\n", false)]
    public void Configuration_file_is_one_of_them_where_secrets_stand_in_it(string text, bool warned)
    {
        var path = Write("rouse.toml", text, "644");
        var settings = ConfigFile.Read(path, []);

        Assert.Equal(
            warned, Exposure.Find(new ServerOptions(), Data, settings).Any(line => line.StartsWith(path, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "has no accounts: nobody can register")]
    [InlineData(
        "carol@example.com clrtxt:pw ;\ndave@example.org clrtxt:pw ;\n",
        "has accounts of domains that are not ours, which serve nothing: example.com")]
    [InlineData("dave@example.org clrtxt:pw ;\nerin clrtxt:pw ;\n", null)]
    public void Accounts_that_serve_nothing_are_told(string users, string? warning)
    {
        var path = Write("users", users, "600");
        string[] expected = warning == null ? [] : [$"{path} {warning}"];

        Assert.Equal(expected, Warnings(new ServerOptions { Domains = ["example.org"], Auth = new() { Users = path } }));
    }

    [Fact]
    public void Port_that_needs_a_privilege_is_told_to_who_has_none()
    {
        Assert.True(ListenAddress.TryParse("udp://*:1", out var low, out _));
        Assert.True(ListenAddress.TryParse("udp://*:5060", out var usual, out _));
        var warnings = StartWarnings.OfPorts(new ServerOptions { Listen = [low, usual] });

        if (Environment.IsPrivilegedProcess)
            Assert.Empty(warnings);
        else
            Assert.All(warnings, line => Assert.StartsWith("udp://*:1: a port below ", line));
    }

    IReadOnlyList<string> Warnings(ServerOptions options) => StartWarnings.Of(options with { Data = Data }, []);

    string Write(string name, string text, string mode)
    {
        var path = _folder.Write(name, text);
        File.SetUnixFileMode(path, ModeOf(mode));
        return path;
    }

    static UnixFileMode ModeOf(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);
}
