using Rouse.Push;
using Rouse.Server.Push;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Push;

/// <summary>Other apps while the server runs: who has not changed goes on as before.</summary>
public sealed class PushClientsChangeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly PushOptions _options;
    readonly PushClients _clients;

    public PushClientsChangeTests()
    {
        _folder.Write("a.p8", KeyFiles.Key());
        _folder.Write("b.p8", KeyFiles.Key());
        _folder.Write("account.json", KeyFiles.ServiceAccount());
        _options = Options(
            ("a.a", App("a.p8")), ("b.b", App("b.p8")), ("c", new() { Fcm = new() { ServiceAccount = _folder["account.json"] } }));
        _clients = new PushClients(_options, TimeProvider.System);
    }

    public void Dispose()
    {
        _clients.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Nothing_has_changed_where_settings_and_files_are_the_same() => Assert.True(_clients.Prepare(_options).IsEmpty);

    [Fact]
    public void App_whose_key_file_holds_another_key_gets_a_new_client_and_no_other()
    {
        var before = _clients.Apps;
        _folder.Write("a.p8", KeyFiles.Key());

        var change = _clients.Prepare(_options);

        Assert.Equal(["apns a.a"], change.Changed);
        Assert.Same(before[0], _clients.Apps[0]);
        Assert.Equal(before.Take(2).Select(app => app.Provider).Distinct(), change.Take());
        Assert.NotSame(before[0].Provider, _clients.Apps[0].Provider);
        Assert.Equal(before.Skip(2), _clients.Apps.Skip(2));
    }

    [Fact]
    public void App_that_is_new_or_gone_is_named()
    {
        var change = _clients.Prepare(Options(("a.a", App("a.p8")), ("d.d", App("b.p8"))));

        Assert.Equal(["apns d.d"], change.Changed);
        Assert.Equal(["apns b.b", "fcm c"], change.Gone);
        change.Take();
        Assert.Equal(["a.a", "a.a", "d.d", "d.d"], _clients.Apps.Select(app => app.Name.Split(' ')[1]));
    }

    [Theory]
    [InlineData("always", false)]
    [InlineData("when_silent", true)]
    public void Setting_that_differs_is_a_change(string policy, bool cancel)
    {
        var apps = _options.Apps.ToDictionary();
        apps["a.a"] = new() { Apns = apps["a.a"].Apns! with { Policy = policy, Cancel = cancel } };

        Assert.Equal(["apns a.a"], _clients.Prepare(_options with { Apps = apps }).Changed);
    }

    [Fact]
    public void Header_of_the_endpoint_is_a_change()
    {
        PushOptions Http(string key) => new()
        {
            Http = new() { Url = "http://127.0.0.1:1", Headers = new Dictionary<string, string> { ["K"] = key } },
        };
        using var clients = new PushClients(Http("one"), TimeProvider.System);

        Assert.True(clients.Prepare(Http("one")).IsEmpty);
        Assert.Equal(["http"], clients.Prepare(Http("two")).Changed);
    }

    [Fact]
    public void File_that_is_no_key_any_more_changes_nothing()
    {
        var before = _clients.Apps;
        _folder.Write("b.p8", "no key");

        Assert.Throws<ArgumentException>(() => _clients.Prepare(_options));
        Assert.Equal(before, _clients.Apps);
    }

    [Fact]
    public async Task Replaced_client_finishes_what_is_under_way_and_then_closes()
    {
        var provider = new ClosingPush { Outcome = null };
        var client = new PushClient(provider);
        var first = client.SendAsync(Message, TimeSpan.FromSeconds(1), CancellationToken.None);
        client.Retire();

        Assert.False(provider.IsClosed);
        Assert.Equal(PushVerdict.Failed, (await client.SendAsync(Message, TimeSpan.FromSeconds(1), CancellationToken.None)).Verdict);
        provider.Answer(FakePush.Accepted);
        Assert.Equal(FakePush.Accepted, await first);
        Assert.Equal(1, provider.Closed);
        client.Dispose();
        Assert.Equal(1, provider.Closed);
    }

    [Fact]
    public void Replaced_client_without_work_closes_at_once()
    {
        var provider = new ClosingPush();
        new PushClient(provider).Retire();

        Assert.True(provider.IsClosed);
    }

    static PushMessage Message { get; } = new()
    {
        Event = PushEvent.Call,
        Provider = "apns",
        Param = "T.a.a.voip",
        Token = "token",
        CallId = "call",
        TimeToLive = TimeSpan.FromSeconds(1),
    };

    PushAppOptions App(string key) => new() { Apns = new() { Key = _folder[key], KeyId = "ABC123DEFG", TeamId = "TEAM123456" } };

    static PushOptions Options(params (string Name, PushAppOptions App)[] apps) =>
        new() { Apps = apps.ToDictionary(app => app.Name, app => app.App) };

    sealed class ClosingPush : IPushProvider, IDisposable
    {
        readonly FakePush _push = new();

        public PushOutcome? Outcome { set => _push.Outcome = value; }

        public int Closed { get; private set; }

        public bool IsClosed => Closed > 0;

        public Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation) =>
            _push.SendAsync(message, deadline, cancellation);

        public void Answer(PushOutcome outcome) => _push.Answer(outcome);

        public void Dispose() => Closed++;
    }
}
