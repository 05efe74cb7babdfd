using Microsoft.Extensions.Logging;
using Rouse.Server.Storage;

namespace Rouse.Testing;

/// <summary>A real database in a folder of its own, written when the test says so: at once, unless it is <see cref="IsStuck"/>.</summary>
sealed class TestStore : IDisposable
{
    readonly string _folder;
    readonly StoreOptions _options = new();

    /// <param name="above">Where its folder is made; null: where temporary files belong.</param>
    public TestStore(string? above = null) => _folder = above == null
        ? Directory.CreateTempSubdirectory("rouse-store-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(above, "store")).FullName;

    public string Path => System.IO.Path.Combine(_folder, StoreDatabase.FileName);

    /// <summary>The disk does not return: what is queued waits.</summary>
    public bool IsStuck { get; set; }

    /// <summary>What opening it answers; null opens it.</summary>
    public string? Failure { get; set; }

    public StoreWriter Writer { get; private set; } = null!;

    /// <summary>As a process begins, on what the one before has left.</summary>
    public StoreWriter Begin(TimeProvider time, ILogger log) => Writer = new StoreWriter(Open, time, log);

    /// <summary>No page more fits, or all that is wanted.</summary>
    public void IsFull(bool full)
    {
        var database = Writer.Open();
        var most = full ? database.ReadNumber("PRAGMA page_count") : uint.MaxValue - 1;
        database.Execute($"PRAGMA max_page_count = {most}");
    }

    /// <summary>Writes what is queued; false when there was nothing, or the disk is stuck.</summary>
    public bool Write() => !IsStuck && Writer.WriteQueued();

    /// <summary>The process is killed: what is queued is lost.</summary>
    public void Abandon() => Writer.Open().Dispose();

    /// <summary>Looks at the rows beside the writer.</summary>
    public long ReadNumber(string sql)
    {
        using var reader = StoreDatabase.OpenToRead(Path);
        return reader.ReadNumber(sql);
    }

    public void Dispose()
    {
        Writer?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    StoreDatabase Open() => Failure == null ? StoreDatabase.Open(Path, _options) : throw new StoreException(Failure);
}
