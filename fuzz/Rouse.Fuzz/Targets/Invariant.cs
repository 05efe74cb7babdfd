using System.Runtime.CompilerServices;

namespace Rouse.Fuzz.Targets;

/// <summary>What must hold for any bytes. The fuzz targets need no test framework, so that any fuzzer can drive them.</summary>
static class Invariant
{
    public static void Holds(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!condition)
            throw new InvalidOperationException($"does not hold: {what}");
    }

    /// <summary>Whether <paramref name="part"/> is empty or lies inside <paramref name="whole"/>.</summary>
    public static void Inside(
        ReadOnlyMemory<byte> whole, ReadOnlyMemory<byte> part, [CallerArgumentExpression(nameof(part))] string what = "")
    {
        if (!part.IsEmpty)
            Holds(whole.Span.Overlaps(part.Span, out var offset) && offset >= 0 && offset + part.Length <= whole.Length, what);
    }

    public static void Same(
        ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        Holds(expected.SequenceEqual(actual), what);

    /// <summary>The same, but a fold that came with a bare LF is sent on with CRLF.</summary>
    public static void SameButFolds(
        ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        Holds(WithoutReturns(expected).SequenceEqual(WithoutReturns(actual)), what);

    static IEnumerable<byte> WithoutReturns(ReadOnlySpan<byte> text) => text.ToArray().Where(b => b != '\r');
}
