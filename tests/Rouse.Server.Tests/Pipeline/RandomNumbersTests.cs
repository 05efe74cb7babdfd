using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Pipeline;

public sealed class RandomNumbersTests
{
    const int InADraw = RandomNumbers.BufferBytes / sizeof(long);

    readonly RandomNumbers _numbers;
    int _draws;

    public RandomNumbersTests() => _numbers = new RandomNumbers(Draw);

    [Fact]
    public void Numbers_are_given_in_the_order_in_which_they_were_drawn_and_once()
    {
        for (var i = 1; i <= 3 * InADraw; i++)
            Assert.Equal(i, _numbers.Take());
    }

    [Fact]
    public void Next_draw_is_when_all_are_given()
    {
        Assert.Equal(0, _draws);
        for (var i = 0; i < InADraw; i++)
            _numbers.Take();
        Assert.Equal(1, _draws);

        _numbers.Take();
        Assert.Equal(2, _draws);
    }

    [Fact]
    public void Given_number_is_not_in_memory_any_more()
    {
        for (var given = 1; given <= InADraw; given++)
        {
            _numbers.Take();
            Assert.False(_numbers.Buffer[..(given * sizeof(long))].ContainsAnyExcept((byte)0));
            Assert.Equal(given < InADraw, _numbers.Buffer[(given * sizeof(long))..].ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public async Task Threads_do_not_share_numbers()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            static () => Enumerable.Range(0, 2 * InADraw).Select(static _ => RandomNumbers.Next()).ToArray())));

        Assert.Equal(4 * 2 * InADraw, taken.SelectMany(static numbers => numbers).Distinct().Count());
    }

    // 1, 2, 3 …, on and on.
    void Draw(Span<byte> buffer)
    {
        for (var i = 0; i < InADraw; i++)
        {
            var number = buffer.Slice(i * sizeof(long), sizeof(long));
            BitConverter.TryWriteBytes(number, (long)(_draws * InADraw) + i + 1);
        }
        _draws++;
    }
}
