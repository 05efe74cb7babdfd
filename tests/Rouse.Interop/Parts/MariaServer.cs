namespace Rouse.Interop.Parts;

/// <summary>MariaDB of Debian's package.</summary>
public sealed class MariaServer : RunningDatabase
{
    public override string Provider => "mariadb";

    public override string Connection => $"Server=127.0.0.1;Port={Port};Database=sip;User ID=rouse;Password={Secret}";

    private protected override string SystemUser => "mysql";

    private protected override string[] Command =>
    [
        "mariadbd", "--no-defaults", $"--datadir={Data}", $"--socket={Socket}", $"--port={Port}", "--bind-address=127.0.0.1",
        $"--pid-file={Folder}/pid", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M",
    ];

    private protected override int StopSignal => PartProcess.Terminate;

    private string Data => Path.Combine(Folder, "data");

    private string Socket => Path.Combine(Folder, "socket");

    private protected override Task Install() => Run(
        SystemUser,
        "mariadb-install-db", "--no-defaults", $"--datadir={Data}", "--auth-root-authentication-method=normal", "--skip-test-db");

    private protected override Task IsReady() => RunUntilItWorks(SystemUser, Client("SELECT 1"));

    private protected override Task Fill() => Run(SystemUser, Client(
        $"CREATE DATABASE sip; USE sip; {Accounts} CREATE USER rouse@127.0.0.1 IDENTIFIED BY '{Secret}'; "
        + "GRANT SELECT ON sip.* TO rouse@127.0.0.1;"));

    private string[] Client(string sql) => ["mariadb", "--no-defaults", $"--socket={Socket}", "--user=root", $"--execute={sql}"];
}
