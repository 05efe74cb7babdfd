using Rouse.Server.Pipeline;

namespace Rouse.Server.Admin;

/// <summary>Sources that are not listened to.</summary>
/// <param name="Bans">Those that last longest first.</param>
/// <param name="More">How many more there are.</param>
sealed record BanList(IReadOnlyList<BanReport> Bans, int More);

/// <summary>What became of a wish to end bans.</summary>
/// <param name="Lifted">How many were ended.</param>
sealed record LiftReport(int Lifted);
