namespace Rouse.Interop.Parts;

/// <summary>PostgreSQL of Debian's package.</summary>
public sealed class PostgresServer : RunningDatabase
{
    private const string Installed = "/usr/lib/postgresql";

    public override string Provider => "postgresql";

    public override string Connection => $"Host=127.0.0.1;Port={Port};Database=postgres;Username=rouse;Password={Secret}";

    private protected override string SystemUser => "postgres";

    private protected override string[] Command =>
        [Program("postgres"), "-D", Data, "-h", "127.0.0.1", "-p", $"{Port}", "-k", Folder, "-c", "fsync=off"];

    private protected override int StopSignal => PartProcess.Interrupt;

    private string Data => Path.Combine(Folder, "data");

    private protected override Task Install() => Run(
        SystemUser,
        Program("initdb"), "-D", Data, "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", "-E", "UTF8",
        "--locale=C");

    private protected override Task IsReady() => RunUntilItWorks(SystemUser, Psql("SELECT 1"));

    private protected override Task Fill() =>
        Run(SystemUser, Psql($"CREATE ROLE rouse LOGIN PASSWORD '{Secret}'; {Accounts} GRANT SELECT ON users TO rouse;"));

    private string[] Psql(string sql) =>
        [Program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", Folder, "-p", $"{Port}", "-U", "postgres", "-c", sql];

    private static string Program(string name)
    {
        var newest = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed).MaxBy(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            : null;
        return newest is null
            ? throw new DirectoryNotFoundException($"{Installed}: ./test installs PostgreSQL")
            : Path.Combine(newest, "bin", name);
    }
}
