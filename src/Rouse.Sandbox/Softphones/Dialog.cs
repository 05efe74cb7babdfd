using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>The state of a dialog on one side (RFC 3261 §12), from the INVITE on.</summary>
internal sealed class Dialog
{
    private readonly string _local;
    private string _remote;
    private string _target;
    private IReadOnlyList<string> _route = [];
    private int _cseq;

    private Dialog(string callId, string local, string localTag, string remote, string target)
    {
        CallId = callId;
        LocalTag = localTag;
        _local = local;
        _remote = remote;
        _target = target;
    }

    public string CallId { get; }

    public string LocalTag { get; }

    /// <summary>Empty until the other side has answered.</summary>
    public string RemoteTag { get; private set; } = "";

    /// <summary>Before the first INVITE.</summary>
    public static Dialog OfCaller(string callId, string uri, string tag, string calledUri) =>
        new(callId, $"<{uri}>;tag={tag}", tag, $"<{calledUri}>", calledUri);

    /// <summary>RFC 3261 §12.1.1: the route set is Record-Route in its order.</summary>
    public static Dialog OfCallee(SipRequest invite, string tag) =>
        new(Text(invite.CallId), $"{Text(invite.Headers.First(HeaderName.To).Span)};tag={tag}", tag,
            Text(invite.Headers.First(HeaderName.From).Span), ContactOf(invite) ?? Text(invite.RequestUri.Span))
        {
            RemoteTag = Text(invite.FromTag),
            _route = RecordRoute(invite),
        };

    /// <summary>RFC 3261 §12.1.2: the route set is Record-Route in reverse order.</summary>
    public void Establish(SipResponse answer)
    {
        RemoteTag = Text(answer.ToTag);
        _remote = Text(answer.Headers.First(HeaderName.To).Span);
        _target = ContactOf(answer) ?? _target;
        _route = [.. RecordRoute(answer).AsEnumerable().Reverse()];
    }

    /// <summary>The next number of our requests in it; the first is 1.</summary>
    public int NextCSeq() => Interlocked.Increment(ref _cseq);

    /// <summary>A request within it (RFC 3261 §12.2.1.1); before it is established, the one that makes it.</summary>
    public RequestDraft Request(string method) => new()
    {
        Method = method,
        RequestUri = _target,
        From = _local,
        To = _remote,
        CallId = CallId,
        Route = _route,
    };

    /// <summary>Whether a request of the other side belongs to it (RFC 3261 §12.2.2).</summary>
    public bool Holds(SipRequest request) => Text(request.ToTag) == LocalTag && Text(request.FromTag) == RemoteTag;

    private static string? ContactOf(SipMessage message) =>
        NameAddress.TryParse(message.Headers.First(HeaderName.Contact), out var contact) && contact.TryGetUri(out _)
            ? Text(contact.UriText.Span)
            : null;

    private static List<string> RecordRoute(SipMessage message)
    {
        var route = new List<string>();
        foreach (var value in message.Headers.Values(HeaderName.RecordRoute))
            route.Add(Text(value.Span));
        return route;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
