namespace Rouse.Server.Storage;

/// <summary><c>[store]</c>: how carefully the database in the data folder is written.</summary>
public sealed record StoreOptions
{
    /// <summary>
    /// <see cref="Synchronous.Normal"/>: whatever happens to the process, nothing is lost, and a power cut costs the last moments at most.
    /// </summary>
    public Synchronous Synchronous { get; init; } = Synchronous.Normal;
}

/// <summary>When SQLite waits for the disk itself (<c>PRAGMA synchronous</c>).</summary>
public enum Synchronous : byte
{
    /// <summary>At checkpoints: a commit is safe from the end of the process, not from the end of the power.</summary>
    Normal,

    /// <summary>At every commit.</summary>
    Full,
}
