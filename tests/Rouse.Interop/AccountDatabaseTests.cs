using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>Phones register with accounts from a real database.</summary>
public abstract class AccountDatabaseTests(DatabaseServer database) : Scene
{
    [Theory]
    [InlineData("alice", "MD5")]
    [InlineData("alice", "SHA-256")]
    [InlineData("bob", "MD5")]
    [InlineData("bob", "SHA-256")]
    public async Task Phone_registers_with_hash_and_with_clear_text(string user, string algorithm)
    {
        var rouse = await StartRouse(accounts: database);

        Assert.Equal(200, (await Phone(rouse, user).Registers(algorithm)).Status);
        Assert.Equal(403, (await Phone(rouse, user, "wrong").Registers(algorithm)).Status);
        Assert.Equal(403, (await Phone(rouse, "nobody", "wrong").Registers(algorithm)).Status);
    }

    private protected DigestPhone Phone(RouseProcess rouse, string user, string? password = null) =>
        Own(new DigestPhone(rouse, user) { Password = password ?? RouseProcess.Password(user) });
}

public sealed class SqliteAccountTests(SqliteDatabase database) : AccountDatabaseTests(database), IClassFixture<SqliteDatabase>;

/// <summary>The database is stopped and frozen while the server runs.</summary>
public abstract class RunningDatabaseTests(RunningDatabase database) : AccountDatabaseTests(database)
{
    /// <summary>On a machine where other tests use the cores; the promise is a second.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A probe every 2 s, and the first that succeeds.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Stopped_database_costs_only_those_who_are_not_remembered_and_is_found_again()
    {
        var rouse = await StartRouse(accounts: database);
        rouse.Expects("does not answer");
        Assert.Equal(200, (await Phone(rouse, "alice").Registers()).Status);

        await database.Stop();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                AssertComesAgain(await Phone(rouse, "bob").Registers());
                AssertAtOnce(await Phone(rouse, "alice").Registers());
            }
        }
        finally
        {
            await database.Start();
        }

        await RegistersAgain(rouse);
    }

    [Fact]
    public async Task Frozen_database_delays_nobody_else_and_is_found_again()
    {
        var rouse = await StartRouse(accounts: database);
        rouse.Expects("does not answer");
        Assert.Equal(200, (await Phone(rouse, "alice").Registers()).Status);

        database.Freeze();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var bob = Phone(rouse, "bob").Registers();
                AssertAtOnce(await Phone(rouse, "alice").Registers());
                AssertComesAgain(await bob);
            }
        }
        finally
        {
            database.Thaw();
        }

        await RegistersAgain(rouse);
    }

    private async Task RegistersAgain(RouseProcess rouse)
    {
        using var patience = new CancellationTokenSource(Recovery);
        while ((await Phone(rouse, "bob").Registers()).Status != 200)
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
    }

    private static void AssertComesAgain(RegisterAnswer answer)
    {
        Assert.Equal((500, "5"), (answer.Status, answer.RetryAfter));
        Assert.InRange(answer.After, TimeSpan.Zero, Second);
    }

    private static void AssertAtOnce(RegisterAnswer answer)
    {
        Assert.Equal(200, answer.Status);
        Assert.InRange(answer.After, TimeSpan.Zero, Second / 2);
    }
}

public sealed class MariaAccountTests(MariaServer database) : RunningDatabaseTests(database), IClassFixture<MariaServer>;

public sealed class PostgresAccountTests(PostgresServer database) : RunningDatabaseTests(database), IClassFixture<PostgresServer>
{
    private readonly PostgresServer _database = database;

    [Fact]
    public async Task Linphones_register_and_call()
    {
        await StartRouse(accounts: _database);
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", "udp"));

        await Talk(alice, bob);
        await HangUp(alice, bob);
    }
}
