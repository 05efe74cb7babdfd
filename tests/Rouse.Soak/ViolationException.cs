namespace Rouse.Soak;

/// <summary>The server broke a promise; the message is the report.</summary>
sealed class ViolationException(string message) : Exception(message);
