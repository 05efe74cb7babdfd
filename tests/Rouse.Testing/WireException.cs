namespace Rouse.Testing;

/// <summary>What was on the wire is not what the test expects.</summary>
public sealed class WireException(string message) : Exception(message);
