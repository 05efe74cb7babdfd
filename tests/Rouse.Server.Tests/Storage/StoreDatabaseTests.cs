using System.Text;
using Rouse.Server.Storage;

namespace Rouse.Server.Tests.Storage;

public sealed class StoreDatabaseTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rouse-database-").FullName;

    string Path => System.IO.Path.Combine(_folder, StoreDatabase.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void New_database_has_the_schema_and_is_for_its_owner_alone()
    {
        using var database = StoreDatabase.Open(Path, new());
        Assert.Equal(StoreSchema.Version, database.ReadNumber("PRAGMA user_version"));
        Assert.Equal(0, database.ReadNumber("SELECT count(*) FROM bindings"));
        if (OperatingSystem.IsWindows())
            return;
        database.Execute("CREATE TABLE t (a)");
        foreach (var file in Directory.GetFiles(_folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    /// <summary>As the first version of the schema left it.</summary>
    [Fact]
    public void Database_of_an_older_version_is_brought_to_this_one_with_what_is_in_it()
    {
        using (var database = StoreDatabase.Open(Path, new()))
        {
            database.Execute("ALTER TABLE bindings DROP COLUMN messages; ALTER TABLE bindings DROP COLUMN gruu");
            database.Execute("DROP TABLE timelines; PRAGMA user_version = 1");
            database.Execute("INSERT INTO bindings VALUES ('bob', 'example.org', 2, 'k', x'01', NULL, 0, NULL, 0, 0, 0, NULL, NULL)");
        }
        using var opened = StoreDatabase.Open(Path, new());
        Assert.Equal(StoreSchema.Version, opened.ReadNumber("PRAGMA user_version"));
        Assert.Equal(1, opened.ReadNumber("SELECT count(*) FROM bindings"));
        Assert.Equal(0, opened.ReadNumber("SELECT count(*) FROM timelines"));
    }

    [Theory]
    [InlineData(Synchronous.Normal, 1)]
    [InlineData(Synchronous.Full, 2)]
    public void Commits_wait_for_the_disk_as_configured(Synchronous synchronous, long pragma)
    {
        using var database = StoreDatabase.Open(Path, new() { Synchronous = synchronous });
        Assert.Equal(pragma, database.ReadNumber("PRAGMA synchronous"));
    }

    [Fact]
    public void Values_come_back_as_they_were_bound()
    {
        using var database = StoreDatabase.Open(Path, new());
        database.Execute("CREATE TABLE t (number INTEGER, text TEXT, utf8 TEXT, blob BLOB) STRICT");
        var longText = new string('ü', 1000);
        database.Prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, long.MinValue).BindText(2, longText).BindText(3, "a\0b"u8).BindBlob(4, [0, 255]).Run();
        var row = database.Prepare("SELECT * FROM t");
        Assert.True(row.Read());
        Assert.Equal((long.MinValue, longText, "a\0b"), (row.Int64(0), row.Text(1), row.Text(2)));
        Assert.Equal([0, 255], row.Bytes(3).ToArray());
        Assert.False(row.Read());
    }

    [Fact]
    public void Empty_text_and_blob_are_not_null()
    {
        using var database = StoreDatabase.Open(Path, new());
        database.Execute("CREATE TABLE t (text TEXT NOT NULL, blob BLOB NOT NULL) STRICT");
        database.Prepare("INSERT INTO t VALUES (?1, ?2)").BindText(1, "").BindBlob(2, []).Run();
        var row = database.Prepare("SELECT * FROM t");
        Assert.True(row.Read());
        Assert.Equal(("", 0), (row.Text(0), row.Bytes(1).Length));
        row.Reset();
    }

    [Fact]
    public void Statement_is_ready_again_without_the_values_of_before()
    {
        using var database = StoreDatabase.Open(Path, new());
        database.Execute("CREATE TABLE t (a, b)");
        database.Prepare("INSERT INTO t VALUES (?1, ?2)").Bind(1, 1).Bind(2, 2).Run();
        database.Prepare("INSERT INTO t VALUES (?1, ?2)").Bind(1, 3).Run();
        Assert.Equal(1, database.ReadNumber("SELECT count(*) FROM t WHERE a = 3 AND b IS NULL"));
    }

    [Fact]
    public void Database_is_opened_again_as_it_was()
    {
        using (var database = StoreDatabase.Open(Path, new()))
            database.Execute("INSERT INTO bindings VALUES ('u', 'd', 0, 'i', x'00', NULL, 0, NULL, 0, 0, 0, NULL, NULL, 0, 0)");
        using var again = StoreDatabase.Open(Path, new());
        Assert.Equal(1, again.ReadNumber("SELECT count(*) FROM bindings"));
    }

    [Fact]
    public void Database_of_a_newer_version_is_refused_and_left_alone()
    {
        using (var database = StoreDatabase.Open(Path, new()))
            database.Execute($"PRAGMA user_version = {StoreSchema.Version + 1}");
        var refusal = Assert.Throws<StoreException>(() => StoreDatabase.Open(Path, new()));
        Assert.Contains("was written by a newer rouse", refusal.Message, StringComparison.Ordinal);
        using var reader = StoreDatabase.OpenToRead(Path);
        Assert.Equal(StoreSchema.Version + 1, reader.ReadNumber("PRAGMA user_version"));
    }

    [Theory]
    [InlineData("this is no database, and long enough that SQLite does not take it for an empty one ..............................")]
    [InlineData("SQLite format 3\0")]
    public void Damaged_file_is_refused_with_what_to_do(string content)
    {
        File.WriteAllText(Path, content, Encoding.Latin1);
        var refusal = Assert.Throws<StoreException>(() => StoreDatabase.Open(Path, new()));
        Assert.StartsWith($"{Path} is damaged", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("put a backup in its place", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.NeedsReopening);
    }

    [Fact]
    public void Folder_that_is_not_there_is_named()
    {
        var path = System.IO.Path.Combine(_folder, "missing", "rouse.db");
        Assert.Contains(path, Assert.Throws<StoreException>(() => StoreDatabase.Open(path, new())).Message, StringComparison.Ordinal);
        Assert.Contains(path, Assert.Throws<StoreException>(() => StoreDatabase.OpenToRead(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_in_the_place_of_the_database_is_named()
    {
        Directory.CreateDirectory(Path);
        var refusal = Assert.Throws<StoreException>(() => StoreDatabase.Open(Path, new()));
        Assert.Equal($"{Path} is a folder, and the database belongs there: move it away", refusal.Message);
    }

    [Fact]
    public void Rollback_takes_everything_back()
    {
        using var database = StoreDatabase.Open(Path, new());
        database.Begin();
        database.Execute("INSERT INTO bindings VALUES ('u', 'd', 0, 'i', x'00', NULL, 0, NULL, 0, 0, 0, NULL, NULL, 0, 0)");
        database.Rollback();
        database.Rollback();
        Assert.Equal(0, database.ReadNumber("SELECT count(*) FROM bindings"));
    }
}
