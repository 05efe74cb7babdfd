namespace Rouse.Starting;

/// <summary>Rouse cannot start as things are; the message tells the operator what to change.</summary>
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
