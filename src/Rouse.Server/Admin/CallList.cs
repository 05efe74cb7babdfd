using Rouse.Server.Timelines;

namespace Rouse.Server.Admin;

/// <summary>Calls, messages and other requests, newest first.</summary>
/// <param name="Calls">Where many were asked for, without their steps.</param>
sealed record CallList(IReadOnlyList<TimelineRecord> Calls);
