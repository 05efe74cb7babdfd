using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Fuzz.Targets;

/// <summary>Any bytes as parameters: they are the whole text, each once, and each is found by its name.</summary>
static class ParameterListTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        ReadOnlyMemory<byte> bytes = data.ToArray();
        Read(bytes, new ParameterList(bytes));
    }

    public static void Read(ReadOnlyMemory<byte> bytes, ParameterList list)
    {
        var length = 0;
        var count = 0;
        foreach (var parameter in list)
        {
            Invariant.Inside(bytes, parameter.Text);
            Invariant.Inside(parameter.Text, parameter.Name);
            Invariant.Inside(parameter.Text, parameter.Value);
            Invariant.Holds(parameter.HasValue || parameter.Value.IsEmpty);
            length += parameter.Text.Length;
            // Looking up every name costs the square of their number: a few show as much. A name is ASCII.
            if (++count <= 8 && Ascii.IsValid(parameter.Name.Span))
                Invariant.Holds(list.Contains(parameter.Name.Span));
        }
        Invariant.Holds(length == list.Text.Length);
        _ = list.IsWellFormed;
    }
}
