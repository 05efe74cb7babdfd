namespace Rouse.Soak.Crash;

/// <summary>What one phone has bound at its address of record.</summary>
/// <param name="Contact">Version of its Contact URI; 0: nothing is bound.</param>
/// <param name="Token">Version of its push token; 0: it has none.</param>
readonly record struct ContactState(int Contact, int Token)
{
    public static readonly ContactState None = new(0, 0);

    public bool IsBound => Contact > 0;

    public override string ToString() =>
        !IsBound ? "unbound" : Token == 0 ? $"contact {Contact} without token" : $"contact {Contact} token {Token}";
}
