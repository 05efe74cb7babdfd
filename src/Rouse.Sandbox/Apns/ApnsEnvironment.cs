namespace Rouse.Sandbox.Apns;

/// <summary>Apple's two push services; a token, and since 2025 perhaps a key, belongs to one of them.</summary>
[Flags]
public enum ApnsEnvironment : byte
{
    Production = 1,
    Development = 2,
    Both = Production | Development,
}
