namespace Rouse.Server.Guard;

/// <summary>How long bans are, in ticks of the clock.</summary>
/// <param name="First">Of one who was not banned lately.</param>
/// <param name="Longest">However often.</param>
/// <param name="Memory">How long after its end a ban makes the next one longer.</param>
readonly record struct BanLengths(long First, long Longest, long Memory)
{
    /// <summary>Each twice as long as the one before.</summary>
    public long Of(int bansBefore)
    {
        var length = First;
        for (var i = 0; i < bansBefore && length < Longest; i++)
            length *= 2;
        return Math.Min(length, Math.Max(First, Longest));
    }
}
