using Rouse.Server.Storage;

namespace Rouse.Server.Timelines;

/// <summary>One timeline on its way to the disk.</summary>
/// <param name="store">Told of the end.</param>
/// <param name="timeline">The exchange.</param>
/// <param name="written">At its end; null: as it is when this is written, so that several steps cost one row.</param>
sealed class TimelineWrite(TimelineStore store, Timeline timeline, byte[]? written) : StoreWrite
{
    bool _isBegun;

    public override void Write(StoreDatabase database)
    {
        _isBegun = true;
        if (written == null)
            timeline.Unqueue();
        TimelineRows.Put(database, written ?? TimelineWriter.Write(timeline), isOver: written != null, timeline.Privacy);
    }

    public override void Ended(bool isCommitted)
    {
        if (!_isBegun && written == null)
            timeline.Unqueue();
        store.WriteEnded();
    }
}
