namespace Rouse.Sandbox.Softphones;

/// <summary>What a softphone waited for did not come, or something else came. The message says who waited for what.</summary>
public sealed class SoftphoneException : Exception
{
    public SoftphoneException(string message)
        : base(message)
    {
    }

    public SoftphoneException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
