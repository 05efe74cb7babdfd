namespace Rouse.Server.Location;

/// <summary>
/// The lease of a row: it is kept so much longer than was granted, so that a REGISTER that only asks for more time need not wait for the
/// disk. As long as the grant, within 1 h … 1 d. A crash may keep a contact one lease too long and never loses it.
/// </summary>
/// <param name="frequency">Of the timestamps (<see cref="TimeProvider.TimestampFrequency"/>).</param>
readonly struct BindingLease(long frequency)
{
    const long Shortest = 3600;
    const long Longest = 24 * 3600;

    /// <summary>Until when the row of this binding is to be kept if it is written now.</summary>
    public long KeepUntil(Binding binding) => binding.WasLoaded ? binding.KeepUntil : binding.EndsAt + Of(binding);

    /// <summary>Whether its row is to be written again: less than half of the lease is left, or far more than one.</summary>
    public bool IsDue(Binding binding)
    {
        if (binding.WasLoaded)
            return false;
        var left = binding.KeepUntil - binding.EndsAt;
        var lease = Of(binding);
        return left < lease / 2 || left > 2 * lease;
    }

    long Of(Binding binding) => Math.Clamp(binding.ExpiresAt - binding.RegisteredAt, Shortest * frequency, Longest * frequency);
}
