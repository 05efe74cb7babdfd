using Rouse.Server.Resolution;

namespace Rouse.Server.Tests.Resolution;

public sealed class SrvOrderTests
{
    [Theory]
    [InlineData(0, "a")]
    [InlineData(1, "c")]
    [InlineData(90, "c")]
    [InlineData(91, "b")]
    [InlineData(100, "b")]
    public void A_number_up_to_the_sum_of_the_weights_chooses(int drawn, string first)
    {
        var order = SrvOrder.Of([("c", 90), ("a", 0), ("b", 10)], static _ => 1, static place => place.Item2, _ => drawn);

        Assert.Equal(first, order[0].Item1);
        Assert.Equal(3, order.Count);
    }

    [Fact]
    public void It_is_drawn_from_what_is_left_and_zero_counts()
    {
        var most = new List<int>();
        SrvOrder.Of([("a", 1), ("b", 2), ("c", 3)], static _ => 1, static place => place.Item2, limit =>
        {
            most.Add(limit);
            return limit - 1;
        });

        Assert.Equal([7, 4, 2], most);
    }

    [Fact]
    public void Weights_are_shares_of_the_first_tries()
    {
        var random = new Random(1);
        var firsts = Enumerable.Range(0, 10_000).Select(_ => SrvOrder.Of(
            [("a", 3), ("b", 1)], static _ => 1, static place => place.Item2, random.Next)[0].Item1);

        Assert.InRange(firsts.Count(static first => first == "a"), 7_000, 8_400);
    }
}
