namespace Rouse.Rendering;

/// <summary>Lines with aligned columns; the last column takes what is left of the terminal.</summary>
sealed class TextTable
{
    const string Gap = "  ";

    readonly List<TextCell[]> _rows = [];

    public void Add(params TextCell[] cells) => _rows.Add(cells);

    /// <param name="columns">Of the terminal; null where nothing is to be cut.</param>
    public IEnumerable<string> Lines(int? columns)
    {
        if (_rows.Count == 0)
            return [];
        var widths = Enumerable.Range(0, _rows[0].Length)
            .Select(column => _rows.Max(row => Printable.WidthOf(row[column].Text)))
            .ToArray();
        return _rows.Select(row => Line(row, widths, columns));
    }

    static string Line(TextCell[] row, int[] widths, int? columns)
    {
        var line = new System.Text.StringBuilder();
        var left = columns ?? int.MaxValue;
        for (var column = 0; column < row.Length && left > 0; column++)
        {
            var cell = row[column];
            var text = Printable.Cut(cell.Text, left);
            var width = Printable.WidthOf(text);
            line.Append(cell.Paint is null ? text : cell.Paint(text));
            if (column == row.Length - 1)
                break;
            line.Append(' ', Math.Max(0, widths[column] - width)).Append(Gap);
            left -= widths[column] + Gap.Length;
        }
        return line.ToString().TrimEnd();
    }
}

/// <param name="Text">Printable, without colour.</param>
/// <param name="Paint">Gives it its colour.</param>
readonly record struct TextCell(string Text, Func<string, string>? Paint = null)
{
    public static implicit operator TextCell(string text) => new(text);
}
