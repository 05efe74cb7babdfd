using System.Text;

namespace Rouse.Server.Tests.Demo;

/// <summary>Output that can be waited for.</summary>
sealed class WatchedWriter(string awaited) : StringWriter
{
    readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a line with the awaited words was written.</summary>
    public Task Written => _written.Task;

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(awaited, StringComparison.Ordinal) == true)
            _written.TrySetResult();
    }
}
