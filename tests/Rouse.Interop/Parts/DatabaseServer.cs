using System.Diagnostics;

namespace Rouse.Interop.Parts;

/// <summary>A database with the accounts alice (hashes) and bob (clear text), in a folder of its own; one for each class.</summary>
public abstract class DatabaseServer : IAsyncLifetime
{
    /// <summary>Of the database user; must never be seen in a log.</summary>
    public const string Secret = "hunter2-of-the-database";

    private const string Table =
        "CREATE TABLE users (name VARCHAR(64), domain VARCHAR(64), password VARCHAR(64), ha1_md5 CHAR(32), ha1_sha256 CHAR(64));";

    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Others than the owner must be able to enter it: the servers refuse to run as root.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("rouse-db-").FullName;

    /// <summary>Value of <c>provider</c>.</summary>
    public abstract string Provider { get; }

    public abstract string Connection { get; }

    private protected static string Accounts { get; } = Table + string.Concat(
        $"INSERT INTO users VALUES ('alice', '{RouseProcess.Domain}', NULL, '{Ha1("MD5")}', '{Ha1("SHA-256")}');",
        $"INSERT INTO users VALUES ('bob', '{RouseProcess.Domain}', '{RouseProcess.Password("bob")}', NULL, NULL);");

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal string WriteConfiguration() => $"""
        [auth]
        algorithms = ["SHA-256", "MD5"]

        [auth.sql]
        provider = "{Provider}"
        connection = "{Connection}"
        query = "SELECT password, ha1_md5, ha1_sha256 FROM users WHERE name = @user AND domain = @domain"

        """;

    /// <summary>Runs a command to its end.</summary>
    private protected async Task Run(string user, params string[] command)
    {
        if (await Try(user, command) is { } wrong)
            throw new InvalidOperationException($"{command[0]} {wrong}");
    }

    private protected async Task RunUntilItWorks(string user, params string[] command)
    {
        var waited = Stopwatch.StartNew();
        while (await Try(user, command) is { } wrong)
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException($"{command[0]} {wrong}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    // exec without a process between, so that the id is the server's own.
    private protected static string[] As(string user, params string[] command) => Environment.IsPrivilegedProcess
        ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", .. command]
        : command;

    private async Task<string?> Try(string user, string[] command)
    {
        string[] words = As(user, command);
        await using var process = new PartProcess("command", Folder, words[0], words[1..]);
        var code = await process.Exit(Patience);
        return code == 0 ? null : $"ended with {code}:\n{string.Join('\n', process.Lines)}";
    }

    private static string Ha1(string algorithm) =>
        DigestPhone.Hash($"alice:{RouseProcess.Domain}:{RouseProcess.Password("alice")}", algorithm);
}
