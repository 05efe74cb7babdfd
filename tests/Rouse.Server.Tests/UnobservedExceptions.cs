using System.Collections.Concurrent;
using Rouse.Server.Tests;

[assembly: AssemblyFixture(typeof(UnobservedExceptions))]

namespace Rouse.Server.Tests;

/// <summary>Fails the run when a task failed and nobody looked: work that is started and not awaited must end well.</summary>
public sealed class UnobservedExceptions : IDisposable
{
    readonly ConcurrentQueue<Exception> _seen = new();

    public UnobservedExceptions() => TaskScheduler.UnobservedTaskException += Note;

    public void Dispose()
    {
        // A failed task tells when it is collected.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= Note;
        Assert.Empty(_seen);
    }

    void Note(object? sender, UnobservedTaskExceptionEventArgs failure) => _seen.Enqueue(failure.Exception);
}
