using System.Text;

namespace Rouse.Server.Location;

/// <summary>The few texts that many rows have in common, each once.</summary>
sealed class SharedTexts
{
    // Looked through one by one; of more, each row gets its own.
    const int Most = 64;

    readonly List<(byte[] Bytes, string Text)> _known = [];

    public string Of(ReadOnlySpan<byte> utf8)
    {
        foreach (var (bytes, text) in _known)
        {
            if (utf8.SequenceEqual(bytes))
                return text;
        }
        var made = Encoding.UTF8.GetString(utf8);
        if (_known.Count < Most)
            _known.Add((utf8.ToArray(), made));
        return made;
    }
}
