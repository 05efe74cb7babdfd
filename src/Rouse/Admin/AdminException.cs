namespace Rouse.Admin;

/// <summary>The server did not do what was asked; the message tells the operator why, or what to do.</summary>
sealed class AdminException : Exception
{
    public AdminException(string message)
        : base(message)
    {
    }

    public AdminException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Whether nobody answers.</summary>
    public bool IsUnreachable { get; init; }
}
