using System.Net;

namespace Rouse.Server.Admin;

/// <summary><c>[admin]</c>: how an operator's commands reach the server.</summary>
public sealed record AdminOptions
{
    /// <summary>Shorter ones could be guessed; 16 letters are what the first passwords have too.</summary>
    public const int MinTokenLength = 16;

    /// <summary>Whether there is a UNIX socket in the data folder, for the user who runs the server.</summary>
    public bool Socket { get; init; } = true;

    /// <summary>Where to listen for commands from elsewhere, HTTP without TLS; null is nowhere.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>What proves on <see cref="Listen"/> that a command is the operator's.</summary>
    public string? Token { get; init; }
}
