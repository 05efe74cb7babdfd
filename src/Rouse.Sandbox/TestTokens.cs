namespace Rouse.Sandbox;

/// <summary>What a token that was never given out asks the sandbox to play (<see cref="SandboxSettings.AcceptsAnyToken"/>).</summary>
internal enum TestToken : byte
{
    None,

    /// <summary>The app was removed.</summary>
    Dead,

    /// <summary>No token of this service.</summary>
    Bad,

    /// <summary>The service is down.</summary>
    Unavailable,
}

internal static class TestTokens
{
    public static TestToken Of(string token) => token.Length < 4 ? TestToken.None : token[..4].ToLowerInvariant() switch
    {
        "dead" => TestToken.Dead,
        "bad0" => TestToken.Bad,
        "5030" => TestToken.Unavailable,
        _ => TestToken.None,
    };
}
