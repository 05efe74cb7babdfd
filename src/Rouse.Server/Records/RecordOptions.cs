namespace Rouse.Server.Records;

/// <summary><c>[records]</c>: contacts that do not register.</summary>
public sealed record RecordOptions
{
    /// <summary>Path of the file; null for none.</summary>
    public string? File { get; init; }
}
