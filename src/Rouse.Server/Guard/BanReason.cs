using Rouse.Server.Telemetry;

namespace Rouse.Server.Guard;

/// <summary>Why somebody is not listened to.</summary>
enum BanReason : byte
{
    Messages,
    Malformed,
    Connections,
    Handshakes,
    Logins,
}

static class BanReasons
{
    /// <summary>In the order of <see cref="BanReason"/>.</summary>
    public static Label Label { get; } = new("reason", ["messages", "malformed", "connections", "handshakes", "logins"]);

    /// <summary>For a line of the log, which the filter of fail2ban reads: no word of it comes from outside.</summary>
    public static string Text(this BanReason reason) => reason switch
    {
        BanReason.Malformed => "too much that is no SIP",
        BanReason.Connections => "too many connections",
        BanReason.Handshakes => "too many failed TLS handshakes",
        BanReason.Logins => "failed logins of too many users",
        _ => "too many messages",
    };
}
