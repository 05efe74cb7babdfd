namespace Rouse.Sandbox.Softphones;

/// <summary>Waits, but not for ever, and says afterwards what it has waited for.</summary>
internal sealed class Patience(string who, TimeSpan limit, TimeProvider time)
{
    /// <param name="awaited">As it follows "waited 10 s for".</param>
    /// <param name="wait">Ends when its token is cancelled: who gives up takes nothing that comes later.</param>
    /// <param name="cancellation">Ends the wait without blame.</param>
    /// <exception cref="SoftphoneException">It did not come in time.</exception>
    public async Task<T> For<T>(string awaited, Func<CancellationToken, ValueTask<T>> wait, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await wait(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new SoftphoneException($"{who} waited {limit.TotalSeconds:0.#} s for {awaited} in vain");
        }
    }

    public Task For(string awaited, Task task, CancellationToken cancellation) =>
        For(awaited, async token =>
        {
            await task.WaitAsync(token);
            return true;
        }, cancellation);
}
