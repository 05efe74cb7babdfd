namespace Rouse.Server.Resolution;

/// <summary>In which order the places of a service are tried (RFC 2782, "Usage rules").</summary>
static class SrvOrder
{
    /// <param name="records">Of one service.</param>
    /// <param name="random">A number from 0 to below its argument.</param>
    public static IReadOnlyList<SrvRecord> Of(IReadOnlyList<SrvRecord> records, Func<int, int> random) => Of(
        records, static record => record.Priority, static record => record.Weight, random);

    /// <summary>The lowest priority first; among equals a weight is the share of how often one comes before the others.</summary>
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> places, Func<T, int> priority, Func<T, int> weight, Func<int, int> random)
    {
        var ordered = new List<T>();
        foreach (var group in places.GroupBy(priority).OrderBy(static group => group.Key))
        {
            // Those of weight 0 stand in front: they have a small chance, too.
            var left = group.OrderBy(place => weight(place) == 0 ? 0 : 1).ToList();
            while (left.Count > 0)
            {
                var chosen = Choose(left, weight, random);
                ordered.Add(left[chosen]);
                left.RemoveAt(chosen);
            }
        }
        return ordered;
    }

    static int Choose<T>(List<T> places, Func<T, int> weight, Func<int, int> random)
    {
        var drawn = random(places.Sum(weight) + 1);
        var sum = 0;
        for (var i = 0; i < places.Count; i++)
        {
            sum += weight(places[i]);
            if (sum >= drawn)
                return i;
        }
        return places.Count - 1;
    }
}
