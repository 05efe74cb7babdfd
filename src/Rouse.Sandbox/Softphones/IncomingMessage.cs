namespace Rouse.Sandbox.Softphones;

/// <summary>A MESSAGE that came and was answered with 200 (RFC 3428 §7).</summary>
/// <param name="From">As it stands in the request.</param>
/// <param name="CallId">Of the request.</param>
/// <param name="Text">Its body, taken for UTF-8.</param>
public sealed record IncomingMessage(string From, string CallId, string Text);
