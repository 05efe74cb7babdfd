namespace Rouse.Server.Storage;

/// <summary>Something to be written. It is handed over once, and told once how it ended.</summary>
abstract class StoreWrite
{
    internal StoreWrite? Next { get; set; }

    /// <summary>Timestamp at which it was handed over.</summary>
    internal long QueuedAt { get; set; }

    /// <summary>
    /// Runs its statements, within a transaction that it may share with others: one that throws takes them all with it. On the writer's
    /// thread.
    /// </summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public abstract void Write(StoreDatabase database);

    /// <summary>
    /// It is on the disk, or nothing of it is and will be. In the order in which they were handed over, on the writer's thread: only
    /// enqueue.
    /// </summary>
    public abstract void Ended(bool isCommitted);
}
