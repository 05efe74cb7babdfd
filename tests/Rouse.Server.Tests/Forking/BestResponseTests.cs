using Rouse.Server.Forking;

namespace Rouse.Server.Tests.Forking;

public sealed class BestResponseTests
{
    // RFC 3261 §16.7 step 6, best first: 6xx, then the lowest class; of 4xx what the caller can change before what a person did.
    static readonly int[] Order =
        [600, 603, 604, 606, 300, 302, 407, 415, 486, 400, 403, 404, 410, 482, 487, 488, 480, 408, 500, 502, 504, 503];

    [Fact]
    public void Any_response_is_better_than_none()
    {
        foreach (var status in Order)
            Assert.True(BestResponse.IsBetter(status, 0));
    }

    [Fact]
    public void Responses_have_an_order()
    {
        for (var i = 0; i < Order.Length; i++)
        {
            for (var j = 0; j < Order.Length; j++)
                Assert.True(BestResponse.IsBetter(Order[i], Order[j]) == i < j, $"{Order[i]} and {Order[j]}");
        }
    }

    [Theory]
    [InlineData(401, 407)]
    [InlineData(415, 420)]
    [InlineData(420, 484)]
    public void First_of_equals_stays(int one, int other)
    {
        Assert.False(BestResponse.IsBetter(one, other));
        Assert.False(BestResponse.IsBetter(other, one));
    }

    [Theory]
    [InlineData(503, 500)]
    [InlineData(500, 500)]
    [InlineData(486, 486)]
    public void A_503_speaks_of_one_server_only(int of, int upstream) => Assert.Equal(upstream, BestResponse.Upstream(of));
}
