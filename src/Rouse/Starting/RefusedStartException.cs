namespace Rouse.Starting;

/// <summary>Rouse cannot start, or a command do its work, as things are; the message tells the operator what to change.</summary>
sealed class RefusedStartException : Exception
{
    public RefusedStartException(string message)
        : base(message)
    {
    }

    public RefusedStartException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
