using Rouse.Server.Storage;

namespace Rouse.Server.Timelines;

/// <summary>The table of timelines.</summary>
static class TimelineRows
{
    /// <summary>Deleted in one transaction: some milliseconds.</summary>
    public const int Few = 200;

    public static long LastNumber(StoreDatabase database) => database.ReadNumber("SELECT max(number) FROM timelines");

    /// <summary>What all that is written takes, without the rows around it.</summary>
    public static long Bytes(StoreDatabase database) => database.ReadNumber("SELECT sum(size) FROM timelines");

    public static void Put(StoreDatabase database, byte[] written, bool isOver, bool isPrivate)
    {
        var head = TimelineReader.HeadOf(written);
        database.Prepare(
            "INSERT INTO timelines (number, at, is_over, is_private, call_id, caller, callee, format, size, written) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
            + "ON CONFLICT (number) DO UPDATE SET is_over = ?3, size = ?9, written = ?10")
            .Bind(1, head.Number)
            .Bind(2, head.At.ToUnixTimeMilliseconds())
            .Bind(3, isOver ? 1 : 0)
            .Bind(4, isPrivate ? 1 : 0)
            .BindText(5, head.CallId)
            .BindText(6, head.From)
            .BindText(7, head.To)
            .Bind(8, TimelineWriter.Format)
            .Bind(9, written.Length)
            .BindBlob(10, written)
            .Run();
    }

    public static List<StoredTimeline> Newest(StoreDatabase database, int count) => ReadAll(
        database.Prepare("SELECT is_over, written FROM timelines WHERE format = ?1 ORDER BY number DESC LIMIT ?2")
            .Bind(1, TimelineWriter.Format).Bind(2, count));

    public static List<StoredTimeline> Find(StoreDatabase database, Func<long, string, bool> matches)
    {
        var numbers = new List<long>();
        var all = database.Prepare("SELECT number, call_id FROM timelines");
        while (all.Read())
        {
            if (matches(all.Int64(0), all.Text(1)))
                numbers.Add(all.Int64(0));
        }
        var one = database.Prepare("SELECT is_over, written FROM timelines WHERE number = ?1 AND format = ?2");
        return [.. numbers.SelectMany(number => ReadAll(one.Bind(1, number).Bind(2, TimelineWriter.Format)))];
    }

    /// <summary>Deletes the oldest as long as they are below <paramref name="oldest"/> or too much, a few at most.</summary>
    /// <returns>How many, and what they took.</returns>
    public static (int Count, long Bytes) DeleteOldest(StoreDatabase database, long oldest, long excess)
    {
        var (count, bytes, last) = (0, 0L, 0L);
        var first = database.Prepare("SELECT number, size FROM timelines ORDER BY number LIMIT ?1").Bind(1, Few);
        while (first.Read() && (first.Int64(0) < oldest || bytes < excess))
            (count, bytes, last) = (count + 1, bytes + first.Int64(1), first.Int64(0));
        first.Reset();
        if (count > 0)
            database.Prepare("DELETE FROM timelines WHERE number <= ?1").Bind(1, last).Run();
        return (count, bytes);
    }

    /// <summary>Deletes a few that were written with names of people; how many.</summary>
    public static int DeleteNaming(StoreDatabase database)
    {
        database.Prepare(
            "DELETE FROM timelines WHERE number IN (SELECT number FROM timelines WHERE is_private = 0 LIMIT ?1)").Bind(1, Few).Run();
        return (int)database.ReadNumber("SELECT changes()");
    }

    static List<StoredTimeline> ReadAll(StoreStatement rows)
    {
        var found = new List<StoredTimeline>();
        while (rows.Read())
            found.Add(new(rows.Bytes(1).ToArray(), rows.Int64(0) != 0));
        return found;
    }
}
