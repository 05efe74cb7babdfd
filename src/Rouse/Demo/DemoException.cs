namespace Rouse.Demo;

/// <summary>Something did not happen as the demo promises it; the message says what.</summary>
sealed class DemoException(string message) : Exception(message);
