using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Transport;

/// <summary>What the transports log. What peers do wrong is normal: debug.</summary>
static partial class TransportLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Listener}: dropped what {Remote} sent: {Error}")]
    public static partial void NotSip(this ILogger log, Listener listener, IPEndPoint remote, SipParseError? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Listener}: handling a message of {Remote} failed")]
    public static partial void HandlingFailed(this ILogger log, Exception exception, Listener listener, IPEndPoint remote);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Listener}: receive failed: {Reason}")]
    public static partial void ReceiveFailed(this ILogger log, Listener listener, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Listener}: send failed: {Reason}")]
    public static partial void SendFailed(this ILogger log, Listener listener, SocketError reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Listener}: a message of {Bytes} bytes is too large for UDP and was dropped")]
    public static partial void DatagramTooLarge(this ILogger log, Listener listener, int bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Listener}: the system grants a receive buffer of {Granted} bytes instead of {Asked}; bursts may be lost (net.core.rmem_max)")]
    public static partial void SmallReceiveBuffer(this ILogger log, Listener listener, int granted, int asked);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Listener}: more comes than can be handled; new calls and messages are answered 503 until there is room (said once a minute)")]
    public static partial void Behind(this ILogger log, Listener listener);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Listener}: connection of {Remote} is gone: {Reason}")]
    public static partial void ConnectionGone(this ILogger log, Listener listener, IPEndPoint remote, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Listener}: connection of {Remote} is closed: {Reason}")]
    public static partial void ConnectionAborted(this ILogger log, Listener listener, IPEndPoint remote, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Listener}: no connection to {Remote}: {Reason}")]
    public static partial void ConnectFailed(this ILogger log, Listener listener, IPEndPoint remote, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Listener}: no TLS with the server at {Remote}: {Reason}")]
    public static partial void NoTlsWithServer(this ILogger log, Listener listener, IPEndPoint remote, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Listener}: accepting a connection failed: {Reason}")]
    public static partial void AcceptFailed(this ILogger log, Listener listener, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Listener}: no TLS with {Remote}: {Reason}")]
    public static partial void HandshakeFailed(this ILogger log, Listener listener, IPEndPoint remote, string reason);
}
