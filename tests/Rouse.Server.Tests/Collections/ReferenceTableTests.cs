using Rouse.Server.Collections;

namespace Rouse.Server.Tests.Collections;

public sealed class ReferenceTableTests
{
    readonly ReferenceTable<int, Element, ByNumber> _table = new();

    [Fact]
    public void Element_is_found_by_its_key_until_it_is_removed()
    {
        var element = new Element(7);

        Assert.Same(element, _table.GetOrAdd(element));
        Assert.Same(element, _table.Find(7));
        Assert.Null(_table.Find(8));
        Assert.True(_table.Remove(7));
        Assert.False(_table.Remove(7));
        Assert.Null(_table.Find(7));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Key_that_is_there_keeps_its_element_or_gets_another_as_is_wished()
    {
        var (first, second) = (new Element(7), new Element(7));
        _table.GetOrAdd(first);

        Assert.Same(first, _table.GetOrAdd(second));
        _table.Set(second);
        Assert.Same(second, _table.Find(7));
        Assert.Equal(1, _table.Count);
    }

    /// <summary>All that a dictionary says, over many changes; keys that share a place, too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_says_what_a_dictionary_says(int seed)
    {
        var random = new Random(seed);
        var expected = new Dictionary<int, Element>();
        for (var i = 0; i < 20_000; i++)
        {
            var key = random.Next(300);
            var element = new Element(key);
            switch (random.Next(3))
            {
                case 0:
                    expected.TryAdd(key, element);
                    Assert.Same(expected[key], _table.GetOrAdd(element));
                    break;
                case 1:
                    expected[key] = element;
                    _table.Set(element);
                    break;
                default:
                    Assert.Equal(expected.Remove(key), _table.Remove(key));
                    break;
            }
        }

        Assert.Equal(expected.Count, _table.Count);
        Assert.All(Enumerable.Range(0, 300), key => Assert.Same(expected.GetValueOrDefault(key), _table.Find(key)));
        Assert.Equal(expected.Values.OrderBy(e => e.Number), _table.ToList().OrderBy(e => e.Number));
    }

    [Fact]
    public async Task What_stays_is_found_by_readers_while_others_come_and_go()
    {
        var kept = Enumerable.Range(0, 1_000).Select(static i => new Element(i)).ToList();
        kept.ForEach(_table.Set);
        var isOver = 0;
        var reader = Task.Run(() =>
        {
            var missed = 0;
            while (Volatile.Read(ref isOver) == 0)
                missed += kept.Count(element => _table.Find(element.Number) != element);
            return missed;
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 200_000; i++)
        {
            _table.Set(new Element(1_000 + (i % 3_000)));
            _table.Remove(1_000 + ((i * 7) % 3_000));
        }
        Volatile.Write(ref isOver, 1);

        Assert.Equal(0, await reader);
    }

    sealed record Element(int Number);

    readonly struct ByNumber : IKeyOf<int, Element>
    {
        public static int KeyOf(Element element) => element.Number;

        // Half of them fall together.
        public static uint HashOf(int key) => (uint)(key % 150);
    }
}
