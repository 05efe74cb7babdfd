using System.Collections;
using Microsoft.Extensions.Logging;
using Rouse.Configuration;
using Rouse.Push.Apns;
using Rouse.Server.Authentication.Sql;
using Rouse.Server.Forking;
using Rouse.Server.Push;
using Rouse.Server.Routing;
using Rouse.Server.Storage;
using Rouse.Server.Telemetry;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Configuration;

public sealed class ConfigFileTests
{
    [Fact]
    public void Every_key_sets_its_option()
    {
        var options = Read(EveryKey.Text, "/etc/rouse/rouse.toml").Options;

        Assert.Equal(["example.org", "192.0.2.1", "[2001:db8::1]"], options.Domains);
        Assert.Equal(["udp://*:5070", "tcp://192.0.2.1:5070"], options.Listen.Select(listener => listener.ToString()));
        Assert.Equal([null, "tcp.example.org"], options.Listen.Select(listener => listener.PublicAddress));
        Assert.Equal("sip.example.org", options.PublicAddress);
        Assert.Equal("/etc/rouse/state", options.Data);
        Assert.Equal(new TlsPair("/etc/rouse/first.pem", "/etc/rouse/first.key"), options.Tls.Default);
        Assert.Equal(new TlsPair("/etc/rouse/second.pem", "/etc/rouse/second.key"), options.Tls.Names["*.Example.org"]);
        Assert.Equal(TlsVersion.Tls13, options.Tls.MinVersion);
        Assert.Equal(ClientCertificates.Request, options.Tls.ClientCertificates);
        Assert.Equal("/etc/rouse/authority.pem", options.Tls.ClientAuthority);
        Assert.Equal("/etc/rouse/servers.pem", options.Tls.ServerAuthority);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Drain);
        Assert.False(options.Auth.Enabled);
        Assert.Equal("/etc/users", options.Auth.Users);
        Assert.Equal(["SHA-256", "MD5"], options.Auth.Algorithms);
        Assert.Equal(["SHA-256"], options.Auth.DomainAlgorithms["example.org"]);
        Assert.True(options.Auth.AcceptStrangers);
        Assert.Equal(TimeSpan.FromMinutes(30), options.Auth.NonceExpires);
        Assert.Equal((SqlProvider.Sqlite, "Data Source=accounts.db"), (options.Auth.Sql?.Provider, options.Auth.Sql?.Connection));
        Assert.Equal("SELECT password FROM users WHERE name = @user", options.Auth.Sql?.Query);
        Assert.Equal((TimeSpan.FromMilliseconds(500), 5), (options.Auth.Sql?.Timeout, options.Auth.Sql?.Connections));
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromHours(2)), (options.Auth.Sql?.Cache, options.Auth.Sql?.CacheStale));
        Assert.Equal(1000, options.Auth.Sql?.CacheUsers);
        Assert.Equal(TimeSpan.FromMinutes(30), options.Registrar.DefaultExpires);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Registrar.MinExpires);
        Assert.Equal((TimeSpan.FromDays(2), TimeSpan.FromMinutes(10)), (options.Registrar.MaxExpires, options.Registrar.ForceExpires));
        Assert.Equal((5, 3), (options.Registrar.MaxContacts, options.Registrar.MaxContactsPerRegister));
        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2)), (options.Forking.GroupWait, options.Forking.UrgentWait));
        Assert.Equal((RedirectPolicy.Follow, DeclinePolicy.One), (options.Forking.Redirects, options.Forking.Decline));
        Assert.Equal((false, true), (options.Registrar.Gruu, options.Registrar.RequiresPathSupport));
        Assert.False(options.Registrar.KeepsMappings);
        Assert.Equal(["<sip:p1.example.org;lr>", "<sips:p2.example.org;lr>"], options.Registrar.ServiceRoute);
        Assert.Equal((ForwardFor.Nobody, true), (options.Forward.For, options.Forward.PrivateNetworks));
        Assert.Equal(["192.0.2.53:53", "[2001:db8::53]:5353"], options.Dns.Servers.Select(static server => server.ToString()));
        Assert.Equal(TimeSpan.FromSeconds(1), options.Dns.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(60), options.Push.RingWindow);
        Assert.Equal(TimeSpan.FromMilliseconds(500), options.Push.WhenSilent);
        Assert.Equal(TimeSpan.Zero, options.Push.Reach);
        Assert.Equal(180, options.Push.Provisional);
        Assert.Equal((5, 0), (options.Push.MaxPerPhone, options.Push.MaxPerCaller));
        var http = Assert.IsType<HttpPushOptions>(options.Push.Http);
        Assert.Equal("https://push.example.org/{token}", http.Url);
        Assert.Equal("PUT", http.Method);
        Assert.Equal("Bearer x", http.Headers["authorization"]);
        Assert.Equal("y", http.Headers["X-App"]);
        Assert.True(http.ShowCaller);
        Assert.Equal("always", http.Policy);
        Assert.True(http.CancelPush);
        Assert.True(options.Timelines.Privacy);
        Assert.Equal(500, options.Timelines.Exchanges);
        Assert.Equal(5 << 20, options.Timelines.MaxBytes);
        Assert.Equal(TimeSpan.FromHours(36), options.Timelines.Keep);
        Assert.Equal(7 << 20, options.Timelines.MaxKeptBytes);
        Assert.Equal(Synchronous.Full, options.Store.Synchronous);
        Assert.False(options.Admin.Socket);
        Assert.Equal("127.0.0.1:8060", options.Admin.Listen?.ToString());
        Assert.Equal("0123456789abcdef", options.Admin.Token);
        Assert.Equal((LogLevel.Warning, LogFormat.Json), (options.Log.Level, options.Log.Format));
        Assert.Equal((LogLevel.Debug, LogLevel.Error), (options.Log.Levels["Push"], options.Log.Levels["Sip"]));
    }

    [Fact]
    public void Route_has_its_conditions()
    {
        var routes = Read(EveryKey.Text).Options.Routes;
        var route = routes[0];

        Assert.Equal(2, routes.Count);
        Assert.Equal([new RouteTarget("sip:a.example"), new RouteTarget("sip:b.example", 2, 3)], route.To);
        Assert.Equal(("trunk", RouteFrom.Anyone, true, true), (route.Name, route.From, route.Fallback, route.RewriteDomain));
        Assert.Equal(
            ["INVITE", "*.example", "+49*", "X-Tenant: acme*", "10.0.0.0/8", "2001:db8::7"],
            [.. route.Methods, .. route.Domains, .. route.Users, .. route.Headers, .. route.Sources]);
        Assert.Equal((RouteFrom.Users, false, false), (routes[1].From, routes[1].Fallback, routes[1].RewriteDomain));
    }

    [Fact]
    public void Every_option_has_a_key()
    {
        var options = Read(EveryKey.Text).Options;
        var app = new PushAppOptions { Apns = new(), Fcm = new() };

        Assert.Empty(FindEqual(
            new ServerOptions { Auth = new() { Sql = new() }, Push = new() { Http = new() { Url = "" } } }, options));
        Assert.Equal(["Apns.Certificate", "Apns.CertificatePassword"], FindEqual(app, options.Push.Apps["org.example.phone"]));
        Assert.Equal(
            ["Apns.Key", "Apns.KeyId", "Apns.TeamId"], FindEqual(app, options.Push.Apps["org.example.other"]).Take(3));
    }

    [Fact]
    public void App_has_its_options()
    {
        var apps = Read(EveryKey.Text, "/etc/rouse/rouse.toml").Options.Push.Apps;
        var apns = apps["org.example.phone"].Apns;
        var fcm = apps["ORG.example.phone"].Fcm;

        Assert.Equal(
            ("/etc/rouse/AuthKey.p8", "ABC123DEFG", "TEAM123456", ApnsEnvironment.Both, "always"),
            (apns?.Key, apns?.KeyId, apns?.TeamId, apns?.Environment, apns?.Policy));
        Assert.Equal(
            ("https://relay.example.org", "https://relay.example.org/dev", "/etc/rouse/authority.pem", true, true),
            (apns?.Url, apns?.DevelopmentUrl, apns?.Authority, apns?.ShowCaller, apns?.Cancel));
        Assert.Equal(
            ("/etc/rouse/firebase.json", "123456789012", "https://relay.example.org", "https://relay.example.org/token", "always"),
            (fcm?.ServiceAccount, fcm?.ProjectNumber, fcm?.Url, fcm?.TokenUrl, fcm?.Policy));
        Assert.Equal(("/etc/rouse/authority.pem", true, true), (fcm?.Authority, fcm?.ShowCaller, fcm?.Cancel));
        Assert.Equal("/etc/rouse/other.p12", apps["org.example.other"].Apns?.Certificate);
        Assert.Equal("secret", apps["org.example.other"].Apns?.CertificatePassword);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData(" { }")]
    public void Text_in_place_of_a_file_is_no_path(string text) =>
        Assert.Equal(text, Read($"push.apps.\"a.b\".apns.key = \"{text}\"", "/etc/rouse/rouse.toml").Options.Push.Apps["a.b"].Apns?.Key);

    [Fact]
    public void Every_key_stands_in_the_file_of_everything()
    {
        var read = ConfigFile.Parse(EveryKey.Text, "rouse.toml", []).Select(setting => setting.Key.Path).ToHashSet();

        Assert.Equal(ConfigKeys.All.Select(key => key.Path), ConfigKeys.All.Select(key => key.Path).Where(read.Contains));
    }

    [Fact]
    public void Empty_file_leaves_every_default()
    {
        var read = Read("# nothing\n");

        Assert.Empty(read.Faults);
        Assert.Equal(FindEqual(new ServerOptions(), new ServerOptions()), FindEqual(new ServerOptions(), read.Options));
    }

    [Theory]
    [InlineData("[push]\nhttp = { url = \"http://a\", headers = { X = \"1\" } }")]
    [InlineData("[push.http]\nurl = \"http://a\"\nheaders.X = \"1\"")]
    [InlineData("[push.http]\nurl = \"http://a\"\n[push.http.headers]\nX = \"1\"")]
    [InlineData("push.http.url = \"http://a\"\npush.http.headers = { X = \"1\" }")]
    [InlineData("[push.http.headers]\nX = \"1\"\n[push.http]\nurl = \"http://a\"")]
    public void Sections_may_be_written_in_every_form_of_TOML(string text)
    {
        var read = Read(text);

        Assert.Empty(read.Faults);
        Assert.Equal("http://a", read.Options.Push.Http?.Url);
        Assert.Equal("1", read.Options.Push.Http?.Headers["X"]);
    }

    [Fact]
    public void Listeners_may_be_sections()
    {
        var read = Read("[[listen]]\nurl = \"udp://*:1\"\n[[listen]]\nurl = \"tcp://*:2\"\npublic_address = \"a.example\"\n");

        Assert.Empty(read.Faults);
        Assert.Equal(
            [
                new ListenAddress { Transport = SipTransport.Udp, Port = 1 },
                new ListenAddress { Transport = SipTransport.Tcp, Port = 2, PublicAddress = "a.example" },
            ], read.Options.Listen);
    }

    [Theory]
    [InlineData("users.txt", "/etc/rouse/users.txt")]
    [InlineData("../users.txt", "/etc/rouse/../users.txt")]
    [InlineData("/users.txt", "/users.txt")]
    public void Relative_path_starts_from_the_folder_of_the_file(string written, string path) =>
        Assert.Equal(path, Read($"[auth]\nusers = \"{written}\"", "/etc/rouse/rouse.toml").Options.Auth.Users);

    [Fact]
    public void File_that_is_not_there_is_a_fault()
    {
        var faults = new List<Fault>();

        Assert.Empty(ConfigFile.Read("/nowhere/rouse.toml", faults));
        Assert.Equal("/nowhere/rouse.toml: there is no such file", Assert.Single(faults).ToString());
    }

    internal static ServerConfiguration Read(string text, string path = "rouse.toml")
    {
        var faults = new List<Fault>();
        return ServerConfiguration.From(ConfigFile.Parse(text, path, faults), faults);
    }

    /// <summary>The options in which two sets do not differ.</summary>
    static List<string> FindEqual(object left, object right, string above = "")
    {
        var equal = new List<string>();
        foreach (var property in left.GetType().GetProperties())
        {
            var (one, other) = (property.GetValue(left), property.GetValue(right));
            if (one is not null && other is not null && property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
                equal.AddRange(FindEqual(one, other, $"{above}{property.Name}."));
            else if (Show(one) == Show(other))
                equal.Add(above + property.Name);
        }
        return equal;
    }

    static string? Show(object? value) =>
        value is IEnumerable list and not string ? string.Join('|', list.Cast<object>()) : value?.ToString();
}
