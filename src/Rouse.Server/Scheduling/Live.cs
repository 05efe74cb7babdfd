namespace Rouse.Server.Scheduling;

/// <summary>
/// Settings that may be changed while the server runs: an immutable value, swapped as a whole. Who uses it reads <see cref="Current"/> for
/// each request, and once where two of its values must fit together.
/// </summary>
sealed class Live<T>(T initial)
    where T : class
{
    volatile T _current = initial;

    public T Current => _current;

    /// <summary>Settings that nobody changes.</summary>
    public static implicit operator Live<T>(T settings) => new(settings);

    /// <summary>From now on; from whatever thread.</summary>
    public void Set(T settings) => _current = settings;
}
