namespace Rouse.Interop.Parts;

/// <summary>Where the server sends its pushes.</summary>
internal interface IPushService : IAsyncDisposable
{
    /// <summary>The sections of <c>rouse.toml</c> that name it; files that they need go into the folder.</summary>
    string WriteConfiguration(string folder);
}

/// <summary>What kind of phone it is.</summary>
public enum PhoneSystem
{
    /// <summary>Woken for calls by PushKit, for messages by an alert.</summary>
    Ios,

    /// <summary>Woken by Firebase.</summary>
    Android,
}

/// <summary>What an app says in its Contact of how it is woken (RFC 8599 §4.1).</summary>
internal sealed record PushSettings(string Provider, string Param, string Prid);
