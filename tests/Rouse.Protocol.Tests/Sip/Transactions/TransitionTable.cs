
namespace Rouse.Protocol.Tests.Sip.Transactions;

/// <summary>
/// The edges of a machine as text: <c>state | signal | next state | actions</c>. A pair of a state and a signal without a line is one
/// that the machine ignores: the state stays and nothing is asked for.
/// </summary>
sealed class TransitionTable
{
    readonly Dictionary<(string State, string Signal), (string Next, string Actions)> _edges = [];

    public TransitionTable(string text, IEnumerable<string> states, IEnumerable<string> signals)
    {
        States = [.. states];
        Signals = [.. signals];
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            Assert.Contains(cells[0], States);
            Assert.Contains(cells[1], Signals);
            _edges.Add((cells[0], cells[1]), (cells[2], cells[3]));
        }
    }

    public IReadOnlyList<string> States { get; }

    public IReadOnlyList<string> Signals { get; }

    /// <summary>Every pair with what must come of it.</summary>
    public TheoryData<string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string>();
        foreach (var state in States)
        {
            foreach (var signal in Signals)
            {
                var (next, actions) = _edges.GetValueOrDefault((state, signal), (state, ""));
                rows.Add(state, signal, next, actions);
            }
        }
        return rows;
    }
}
