using System.Net;

namespace Rouse.Sandbox.Softphones;

/// <summary>Who a softphone is, and where its server is.</summary>
public sealed record SoftphoneSettings
{
    public required string User { get; init; }

    public required string Domain { get; init; }

    public required string Password { get; init; }

    /// <summary>The server's TCP listener.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>
    /// How the phone is woken: parameters of its Contact URI (RFC 8599 §4.1) without the first semicolon; empty for a phone that never
    /// sleeps.
    /// </summary>
    public string PushParameters { get; init; } = "";

    /// <summary>Asked for in REGISTER. Default: what most phones ask for.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What its microphone hears, in Hz. Default: the tone that musicians tune by.</summary>
    public int ToneHertz { get; init; } = 440;

    /// <summary>
    /// How long it waits for anything before that counts as failed. Default: a third of Timer F (RFC 3261 table 4), since everything that a
    /// test waits for is near.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
