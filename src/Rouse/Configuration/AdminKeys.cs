using System.Net;
using Rouse.Server;
using Rouse.Server.Admin;

namespace Rouse.Configuration;

/// <summary><c>[admin]</c>.</summary>
static class AdminKeys
{
    static readonly AdminOptions Initial = new();

    static readonly ValueKind<string> Token = new TextKind($"text, at least {AdminOptions.MinTokenLength} characters", CheckToken);

    static readonly ValueKind<string> Listen = new TextKind(
        "`\"127.0.0.1:8060\"`, `\"[::1]:8060\"`",
        text => TryReadAddress(text, out _) ? null : $"\"{text}\" is not an IP address and a port; write 127.0.0.1:8060");

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<bool>(
            "admin.socket", Kinds.Flag, Kinds.Flag.Write(Initial.Socket),
            (options, _, socket) => With(options, admin => admin with { Socket = socket }),
            "Whether commands such as `rouse calls` reach the server by the socket `rouse.sock` in the data folder. "
            + "Only the user who runs the server can use it."),
        new ConfigKey<string>(
            "admin.listen", Listen, "nowhere",
            (options, _, text) => With(options, admin => TryReadAddress(text, out var at) ? admin with { Listen = at } : admin),
            "Where commands from other machines reach the server: `rouse calls --server http://…`. Plain HTTP: keep it on loopback or a "
            + "private network, or behind a proxy with TLS."),
        new ConfigKey<string>(
            "admin.token", Token, "none",
            (options, _, token) => With(options, admin => admin with { Token = token }),
            "What such commands prove themselves by; needed with `listen`. `openssl rand -hex 24` makes a good one."),
    ];

    static ServerOptions With(ServerOptions options, Func<AdminOptions, AdminOptions> change) =>
        options with { Admin = change(options.Admin) };

    // IPEndPoint also reads an address without a port, and 127.1.
    static bool TryReadAddress(string text, out IPEndPoint? address) =>
        IPEndPoint.TryParse(text, out address) && text.Equals(address.ToString(), StringComparison.OrdinalIgnoreCase);

    static string? CheckToken(string text) =>
        text.Length < AdminOptions.MinTokenLength ? $"the token is too short; {AdminOptions.MinTokenLength} characters are the least"
        : text.Any(letter => letter is <= ' ' or > '~') ? "the token must be printable ASCII without blanks"
        : null;
}
