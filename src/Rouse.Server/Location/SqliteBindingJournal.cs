using Rouse.Server.Storage;

namespace Rouse.Server.Location;

/// <summary>The bindings in the database of the data folder.</summary>
sealed class SqliteBindingJournal(StoreWriter writer, TimeProvider time) : IBindingJournal
{
    readonly BindingRows _rows = new(time);

    public bool IsOverloaded => writer.Delay > StoreWriter.TooSlow;

    public bool TryAppend(JournalEntry entry) => writer.TryEnqueue(new BindingWrite(entry, _rows));

    sealed class BindingWrite(JournalEntry entry, BindingRows rows) : StoreWrite
    {
        public override void Write(StoreDatabase database)
        {
            if (!entry.IsVoid)
                rows.Write(database, entry.Rows);
        }

        public override void Ended(bool isCommitted) => entry.Ended(isCommitted);
    }
}
