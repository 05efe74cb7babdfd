using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rouse.Commands;
using Rouse.Server.Location;
using Rouse.Server.Storage;
using Rouse.Server.Tests.Admin;
using Rouse.Server.Tests.Location;

namespace Rouse.Server.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class BackupCommandTests : IAsyncDisposable
{
    static readonly AddressOfRecord Bob = new("bob", "example.org");

    readonly AdminScene _scene = AdminScene.Stopped();
    readonly FakeTimeProvider _time = new();

    string Database => Path.Combine(_scene.Data, StoreDatabase.FileName);

    string Copy => Path.Combine(_scene.Data, "copy");

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Copy_made_while_the_server_writes_is_a_data_folder_again()
    {
        using var writer = new StoreWriter(() => StoreDatabase.Open(Database, new()), _time, NullLogger.Instance);
        var store = new MemoryLocationStore(_time, 12, NullLogger.Instance, new SqliteBindingJournal(writer, _time));
        Register(store, writer, "<sip:bob@192.0.2.7>");
        await File.WriteAllTextAsync(Path.Combine(_scene.Data, "secret"), "s");
        await File.WriteAllTextAsync(Path.Combine(_scene.Data, "realm"), "r");

        Assert.Equal(ExitCode.Done, await Types());
        Register(store, writer, "<sip:bob@192.0.2.8>");
        Assert.Equal($"{_scene.Data} is copied to {Copy}: rouse.db, secret, realm\n", _scene.Output);
        Assert.Equal(["realm", "rouse.db", "secret"], Directory.GetFiles(Copy).Select(Path.GetFileName).Order());
        Assert.All(
            Directory.GetFiles(Copy), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        using var restored = StoreDatabase.Open(Path.Combine(Copy, StoreDatabase.FileName), new());
        Assert.Equal(StoreSchema.Version, restored.ReadNumber("PRAGMA user_version"));
        var loaded = new MemoryLocationStore(_time, 12, NullLogger.Instance);
        Assert.Equal(1, new BindingLoader(loaded, new NoFlows(), (_, _, _) => false, _time).Load(restored));
        Assert.Equal("sip:bob@192.0.2.7", Assert.Single(loaded.Find(Bob)).Uri.ToString());
    }

    [Fact]
    public async Task Folder_that_is_there_is_not_touched()
    {
        StoreDatabase.Open(Database, new()).Dispose();
        Directory.CreateDirectory(Copy);
        Assert.Equal(ExitCode.Refused, await Types());
        Assert.Equal($"rouse: {Copy} is there already: name a folder that is not\n", _scene.Error);
        Assert.Empty(Directory.GetFileSystemEntries(Copy));
    }

    [Fact]
    public async Task Data_folder_of_no_server_is_refused()
    {
        Assert.Equal(ExitCode.Refused, await Types());
        Assert.Equal($"rouse: {Database} is not there: no server has run with this data folder\n", _scene.Error);
        Assert.False(Directory.Exists(Copy));
    }

    [Fact]
    public async Task Damaged_database_is_told_and_not_called_a_backup()
    {
        await File.WriteAllTextAsync(Database, new string('x', 4096));
        Assert.Equal(ExitCode.Refused, await Types());
        Assert.StartsWith(
            $"rouse: the backup failed, {Copy} is not complete: {Database} is damaged", _scene.Error, StringComparison.Ordinal);
    }

    Task<int> Types() => _scene.Types("backup", Copy);

    void Register(MemoryLocationStore store, StoreWriter writer, string contact)
    {
        var change = new Registration { Contacts = [contact], Flow = FakeFlow.Tcp(), CSeq = _time.GetTimestamp() }.ToChange(_time);
        RegisterOutcome? outcome = null;
        store.Apply(change).Commit!.WhenEnded(result => outcome = result.Outcome);
        writer.WriteQueued();
        Assert.Equal(RegisterOutcome.Applied, outcome);
        _time.Advance(TimeSpan.FromSeconds(1));
    }
}
