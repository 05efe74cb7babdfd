using System.Diagnostics;

namespace Rouse.Interop.Parts;

/// <summary>One SIPp playing one script. Its message trace is what the test waits for and what a failure shows.</summary>
internal sealed class SippProcess : IAsyncDisposable
{
    private readonly PartProcess _process;
    private readonly string _name;
    private readonly string _messages;

    public SippProcess(string folder, SippScript script, RouseProcess rouse)
    {
        _name = script.Name;
        _messages = Path.Combine(folder, _name + "-messages.log");
        var errors = Path.Combine(folder, _name + "-errors.log");
        string[] logs = ["-trace_msg", "-message_file", _messages, "-trace_err", "-error_file", errors];
        _process = new PartProcess(_name, folder, "sipp", [.. script.Arguments(rouse), .. logs]);
    }

    /// <summary>Every message of the scenario came, and nothing else.</summary>
    public async Task Succeeds()
    {
        var code = await _process.Exit(EventLog<string>.Patience);
        Assert.True(code == 0, $"{_name} ended with {code}:\n{Trace()}");
    }

    /// <summary>Waits for a message whose text holds all these parts.</summary>
    public async Task Receives(params string[] parts)
    {
        var waited = Stopwatch.StartNew();
        while (CountReceived(parts) == 0)
        {
            if (waited.Elapsed > EventLog<string>.Patience)
                throw new TimeoutException($"{_name} received no {string.Join(" … ", parts)}:\n{Trace()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public int CountReceived(params string[] parts) =>
        Received().Count(message => parts.All(part => message.Contains(part, StringComparison.OrdinalIgnoreCase)));

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private IEnumerable<string> Received() =>
        Trace().Split("\n----------").Where(entry => entry.Contains("message received", StringComparison.Ordinal));

    private string Trace() => File.Exists(_messages) ? File.ReadAllText(_messages) : "";
}
