namespace Rouse.Server.Storage;

/// <summary>What the database could not do; the message is for the operator.</summary>
sealed class StoreException(string message) : Exception(message)
{
    /// <summary>SQLite's extended result code; 0 when the refusal is ours.</summary>
    public int Code { get; init; }

    /// <summary>Whether the open database is of no use any more, and another try begins with opening it anew.</summary>
    public bool NeedsReopening { get; init; }
}
