namespace Rouse.Push.Tests.Sandbox;

/// <summary>What the client does after an answer.</summary>
public enum Then
{
    /// <summary>Tells it.</summary>
    Ends,

    /// <summary>Asks again at once, with what was wrong put right.</summary>
    Changes,

    /// <summary>Asks again on the same connection, after a wait.</summary>
    Waits,

    /// <summary>Asks again on a new connection, after a wait.</summary>
    Reconnects,
}
