using Rouse.Server.Storage;

namespace Rouse.Server.Timelines;

/// <summary>
/// Deletes a few timelines that are too old, too much, or name people although that is not wanted any more; then the next few, so that
/// phones that register wait for none of it.
/// </summary>
/// <param name="writer">Gets the next few.</param>
/// <param name="oldest">The lowest number that stays.</param>
/// <param name="excess">Bytes that must go, oldest first.</param>
/// <param name="privacy">Whether those go that name people.</param>
sealed class TimelineSweep(StoreWriter writer, long oldest, long excess, bool privacy) : StoreWrite
{
    TimelineSweep? _next;

    public override void Write(StoreDatabase database)
    {
        var (count, bytes) = TimelineRows.DeleteOldest(database, oldest, excess);
        if (privacy)
            count = Math.Max(count, TimelineRows.DeleteNaming(database));
        if (count == TimelineRows.Few)
            _next = new TimelineSweep(writer, oldest, excess - bytes, privacy);
    }

    public override void Ended(bool isCommitted)
    {
        if (isCommitted && _next != null)
            writer.TryEnqueue(_next);
    }
}
