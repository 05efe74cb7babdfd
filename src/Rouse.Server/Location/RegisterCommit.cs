namespace Rouse.Server.Location;

/// <summary>A REGISTER whose change waits for the disk. Safe from every thread.</summary>
sealed class RegisterCommit(RegisterResult result)
{
    readonly Lock _lock = new();
    RegisterResult _result = result;
    Action<RegisterResult>? _told;
    bool _hasEnded;

    /// <summary>
    /// Tells the result once it is certain, at once when it is already: what was announced, or
    /// <see cref="RegisterOutcome.NotStored"/>. On the writer's thread: only enqueue.
    /// </summary>
    public void WhenEnded(Action<RegisterResult> told)
    {
        lock (_lock)
        {
            if (!_hasEnded)
            {
                _told += told;
                return;
            }
        }
        told(_result);
    }

    /// <param name="isCommitted">Whether it is on the disk.</param>
    /// <param name="displaced">What it ended at other addresses.</param>
    public void End(bool isCommitted, IReadOnlyList<Binding> displaced)
    {
        Action<RegisterResult>? told;
        lock (_lock)
        {
            if (!isCommitted)
                _result = new RegisterResult(RegisterOutcome.NotStored, [], []);
            else if (displaced.Count > 0)
                _result = _result with { Removed = [.. _result.Removed, .. displaced] };
            _hasEnded = true;
            (told, _told) = (_told, null);
        }
        told?.Invoke(_result);
    }
}
