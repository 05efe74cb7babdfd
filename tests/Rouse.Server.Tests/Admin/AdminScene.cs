using Microsoft.Extensions.Time.Testing;
using Rouse.Admin;
using Rouse.Commands;
using Rouse.Metrics;
using Rouse.Reloading;
using Rouse.Server.Admin;
using Rouse.Server.Authentication;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;
using Rouse.Users;

namespace Rouse.Server.Tests.Admin;

/// <summary>A server in memory, the commands' way to it on a real socket, and somebody who types.</summary>
sealed class AdminScene : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly StringWriter _output = new() { NewLine = "\n" };
    readonly StringWriter _error = new() { NewLine = "\n" };

    AdminScene()
    {
        Data = Directory.CreateDirectory(_folder["data"]).FullName;
        Metrics = new PrometheusExporter(Network.Server.Meter);
    }

    public TestNetwork Network { get; } = new();

    public FakeTimelines Timelines { get; } = new();

    public FakePushInspection Push { get; } = new();

    public PrometheusExporter Metrics { get; }

    public List<HealthCheck> Health { get; } = [];

    public List<string> Warnings { get; } = [];

    public AdminServer? Server { get; private set; }

    /// <summary>What a reload does; null: the server knows none.</summary>
    public Func<ReloadReport>? Reload { get; set; }

    public string Data { get; }

    public string SocketPath => Path.Combine(Data, "rouse.sock");

    public string UsersPath => Path.Combine(Data, "users.txt");

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>Of who types: the clock of their wall.</summary>
    public FakeTimeProvider Wall { get; } = new(FakeTimelines.Noon.AddHours(-12));

    public int? Columns { get; set; }

    /// <summary>What is typed where it does not show, line by line; null: nobody is there.</summary>
    public Queue<string>? Typed { get; set; }

    public string Input { get; set; } = "";

    public bool HasColor { get; set; }

    public AdminQueries Queries => new(new AdminSources
    {
        Time = Network.Clock,
        Domains = Network.Server.Domains,
        Locations = Network.Server.Locations,
        Records = Network.Server.Records,
        Transports = Network,
        CountExchanges = () => Network.Server.Exchanges,
        CountHeld = () => (Network.Server.HeldCalls, Network.Server.HeldMessages),
        Census = Network.Server.Census,
        Trace = Network.Server.Trace,
        Bans = Network.Server.Guard,
        Health = Health,
        Warnings = () => Warnings,
        Timelines = Timelines,
        Push = Push,
        PushSetting = () => "apns T.org.example.voip production",
    });

    /// <param name="options">The usual ones if null.</param>
    /// <param name="accounts">With them the server has the users file of the data folder.</param>
    public static async Task<AdminScene> StartAsync(AdminOptions? options = null, AccountStore? accounts = null)
    {
        var scene = Stopped();
        await scene.ListensAsync(options, accounts);
        return scene;
    }

    /// <summary>Starts it, where it was not.</summary>
    public async Task ListensAsync(AdminOptions? options = null, AccountStore? accounts = null) =>
        Server = await StartServerAsync(options ?? new AdminOptions(), accounts);

    /// <summary>Nobody listens.</summary>
    public static AdminScene Stopped() => new();

    public Task<AdminServer?> StartServerAsync(AdminOptions options, AccountStore? accounts = null)
    {
        var reload = accounts is null ? null : new UsersReload(UsersPath, accounts, Network.Logs);
        return AdminServer.StartAsync(options, Data, new AdminEndpoints(Queries, reload, Reload, Metrics), Network.Logs);
    }

    /// <summary>Runs a command with the data folder of the server; the exit code.</summary>
    public Task<int> Types(params string[] words) => TypesAlone([.. words, "--data", Data]);

    public Task<int> TypesAlone(params string[] words)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        return CommandLine.RunAsync(words, new Terminal(_output, _error, IsWatched: Columns is not null)
        {
            Input = new StringReader(Input),
            ReadHidden = Typed is null ? null : Typed.Dequeue,
            Columns = Columns,
            HasColor = HasColor,
            Time = Wall,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
        Metrics.Dispose();
        Network.Dispose();
        _folder.Dispose();
    }
}
