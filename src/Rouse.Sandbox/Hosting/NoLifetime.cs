using Microsoft.Extensions.Hosting;

namespace Rouse.Sandbox.Hosting;

/// <summary>Leaves the signals of the process to its owner; the framework's default would answer Ctrl-C itself.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
