namespace Rouse.Sandbox.Apns;

/// <summary>Which of Apple's registries on the device gave the token.</summary>
public enum ApnsTokenKind : byte
{
    /// <summary>UIApplication's remote notifications: alert and background pushes to the bundle id.</summary>
    Remote,

    /// <summary>PushKit's VoIP registry: voip pushes to the bundle id with <c>.voip</c>.</summary>
    Voip,
}
