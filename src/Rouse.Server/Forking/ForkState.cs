namespace Rouse.Server.Forking;

/// <summary>How far a fork has come.</summary>
enum ForkState : byte
{
    /// <summary>No final response has been chosen; phones may still join.</summary>
    Running,

    /// <summary>6xx or CANCEL: cancelled branches are waited for.</summary>
    Stopping,

    /// <summary>A 2xx went to the caller; more may follow.</summary>
    Answered,

    /// <summary>Another final response went to the caller.</summary>
    Ended,
}
