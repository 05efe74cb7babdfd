namespace Rouse.Sandbox;

/// <summary>What the sandbox plays.</summary>
public enum SandboxService : byte
{
    /// <summary>Apple's push service, either environment.</summary>
    Apns,

    /// <summary>Firebase Cloud Messaging, HTTP v1.</summary>
    Fcm,

    /// <summary>Google's OAuth 2.0 token endpoint, which FCM's access tokens come from.</summary>
    OAuth,
}
