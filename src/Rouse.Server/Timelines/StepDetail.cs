using System.Net.Sockets;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Timelines;

/// <summary>
/// What is kept of a step's detail: a string, a <see cref="PhoneState"/>, a <see cref="SentPush"/>, a <see cref="PushOutcome"/> or null.
/// No token, no body, and nothing that holds a connection or a message.
/// </summary>
static class StepDetail
{
    /// <summary>The longest is <c>UDP [</c>, an IPv6 address with the number of its interface, <c>]:</c> and a port: 67.</summary>
    public const int MaxPathBytes = 80;

    /// <param name="kind">Of the step.</param>
    /// <param name="detail">As the exchange gave it, or as it was kept already.</param>
    /// <param name="privacy">Whether what may name people is left out.</param>
    public static object? Kept(StepKind kind, object? detail, bool privacy) => detail switch
    {
        null or SentPush or PushOutcome or PhoneState => detail,
        Flow flow => PathOf(flow, privacy),
        Binding binding => new PhoneState(
            binding.Flow == null ? "" : PathOf(binding.Flow, privacy), binding.HasPush, binding.CanBePushed),
        PushMessage message => new SentPush(message.Provider, message.Param, message.Event, message.Service),
        SipResponse response => privacy ? null : PhraseOf(response),
        TimeSpan time => ShownText.Of(time),
        _ when privacy => WithoutPeople(kind, detail.ToString()),
        _ => detail.ToString() is { Length: > 0 } text ? text : null,
    };

    // What a phone adds of its own to a status; the phrase that everybody knows is not kept.
    static string? PhraseOf(SipResponse response)
    {
        var phrase = response.Phrase;
        return phrase.IsEmpty || Ascii.Equals(phrase, SipStatus.Phrase(response.Status)) ? null : Encoding.UTF8.GetString(phrase);
    }

    static string PathOf(Flow flow, bool privacy)
    {
        Span<byte> text = stackalloc byte[MaxPathBytes];
        return Encoding.ASCII.GetString(text[..WritePath(flow, privacy, text)]);
    }

    /// <summary>Transport and address of a flow; the bytes written.</summary>
    /// <param name="flow">Of which.</param>
    /// <param name="privacy">Whether the address is left out.</param>
    /// <param name="output">At least <see cref="MaxPathBytes"/>.</param>
    public static int WritePath(Flow flow, bool privacy, Span<byte> output)
    {
        var transport = flow.Transport switch
        {
            SipTransport.Udp => "UDP"u8,
            SipTransport.Tcp => "TCP"u8,
            SipTransport.Tls => "TLS"u8,
            SipTransport.Ws => "WS"u8,
            _ => "WSS"u8,
        };
        transport.CopyTo(output);
        var length = transport.Length;
        if (privacy)
            return length;
        output[length++] = (byte)' ';
        var isIPv6 = flow.Remote.AddressFamily == AddressFamily.InterNetworkV6;
        if (isIPv6)
            output[length++] = (byte)'[';
        flow.Remote.Address.TryFormat(output[length..], out var written);
        length += written;
        if (isIPv6)
            output[length++] = (byte)']';
        output[length++] = (byte)':';
        flow.Remote.Port.TryFormat(output[length..], out written);
        return length + written;
    }

    // Whatever others wrote may name people; a Reason (RFC 3326) does so only in its text.
    static string? WithoutPeople(StepKind kind, string? text) => kind switch
    {
        StepKind.Authenticated => null,
        StepKind.CallerCancelled or StepKind.CancelSent => text?.Split(';') is { Length: > 1 } parts
            ? string.Join(';', parts.TakeWhile(static part => !part.TrimStart().StartsWith("text", StringComparison.OrdinalIgnoreCase)))
            : null,
        _ => text,
    };
}

/// <summary>How a phone could be reached when it was found.</summary>
/// <param name="Path">Transport and address that it was last seen on; empty for none.</param>
/// <param name="HasPush">Whether it gave push parameters.</param>
/// <param name="CanBePushed">Whether a push can reach it.</param>
sealed record PhoneState(string Path, bool HasPush, bool CanBePushed);

/// <summary>A push without its token.</summary>
/// <param name="Provider"><c>pn-provider</c></param>
/// <param name="App"><c>pn-param</c></param>
/// <param name="Event">Why.</param>
/// <param name="Service">The service that its token was given for.</param>
sealed record SentPush(string Provider, string App, PushEvent Event, PushService Service)
{
    public bool IsApple => Provider.StartsWith("apns", StringComparison.OrdinalIgnoreCase);

    public bool IsGoogle => Provider.Equals("fcm", StringComparison.OrdinalIgnoreCase);

    /// <summary>The provider as it calls itself.</summary>
    public string ProviderName => IsApple ? "APNs" : IsGoogle ? "FCM" : Provider;

    /// <summary>The kind of push, in its provider's words.</summary>
    public string Kind => this switch
    {
        { IsApple: true, IsVoip: true } => "VoIP push",
        { IsApple: true, Event: PushEvent.Refresh or PushEvent.Cancel } => "background push",
        { IsApple: true } => "alert push",
        { IsGoogle: true, Event: not (PushEvent.Refresh or PushEvent.Cancel) } => "high-priority data push",
        { IsGoogle: true } => "data push",
        _ => "push",
    };

    // As the client of Apple's service decides it: the services of the token, else the suffix of the app.
    bool IsVoip => Event == PushEvent.Call
        && (Service == PushService.Voip
            || (Service == PushService.Unspecified && App.EndsWith(".voip", StringComparison.OrdinalIgnoreCase)));

    public override string ToString() => App.Length == 0 ? ProviderName : $"{ProviderName} {App}";
}
