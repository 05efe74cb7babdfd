namespace Rouse.Interop.Parts;

/// <summary>How a phone is set up.</summary>
internal sealed record PhoneSettings(string User, string Transport)
{
    /// <summary>Null: the right one.</summary>
    public string? Password { get; init; }

    /// <summary>What it answers to the challenges of another server; null: nothing.</summary>
    public (string Realm, string Password)? OtherRealm { get; init; }

    /// <summary>Its name among the devices of one user.</summary>
    public string Device { get; init; } = User;

    /// <summary>Null: a phone that no push reaches.</summary>
    public PushSettings? Push { get; init; }

    /// <summary>Host and port of the proxy that it is told to use; null: Rouse itself.</summary>
    public string? Proxy { get; init; }

    /// <summary>Words before the command, such as those that start it in a network of its own.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>How long it registers for, in seconds; Linphone does so for 600.</summary>
    public int Expires { get; init; } = 600;

    /// <summary>What it plays into its calls, in Hz.</summary>
    public int Tone => User == "alice" ? 440 : 800;
}
