using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;

namespace Rouse.Testing;

/// <summary>A phone of the test: sends wire text, keeps what it gets until the test looks at it.</summary>
sealed class Phone
{
    readonly TestNetwork _network;
    readonly Listener _listener;
    readonly IPAddress _address;
    readonly Queue<(SipMessage Message, IPEndPoint At)> _inbox = new();
    TestFlow _flow;
    int _port;
    int _count;
    bool _isAsleep;
    string _push = "";

    public Phone(TestNetwork network, string user, Listener listener, IPAddress address, int port = 40_001)
    {
        _network = network;
        _listener = listener;
        _address = address;
        _port = port - 1;
        User = user;
        Instance = $"urn:uuid:00000000-0000-4000-8000-{Math.Abs(StableHash(user + address)):x12}";
        _flow = Open();
    }

    public string User { get; }

    /// <summary>Its <c>+sip.instance</c>; empty leaves it out.</summary>
    public string Instance { get; set; }

    /// <summary>More parameters of its Contact in a REGISTER, from their first semicolon.</summary>
    public string ContactParameters { get; set; } = "";

    /// <summary>What its Contact says in dialogs; null: the contact that it registers.</summary>
    public string? Gruu { get; set; }

    /// <summary>Its Contact in dialogs.</summary>
    public string DialogUri => Gruu ?? ContactUri;

    /// <summary>Of its address of record.</summary>
    public string Domain { get; set; } = "example.org";

    /// <summary>With it REGISTERs answer a challenge; null expects none.</summary>
    public string? Password { get; set; }

    /// <summary>It sends what is not SIP, and so gets answers that repeat it; nothing that it receives is checked.</summary>
    public bool SendsGarbage { get; set; }

    /// <summary>The flow that it sends on now.</summary>
    public Flow Flow => _flow;

    public string HostPort => _flow.Remote.ToString();

    /// <summary>
    /// What its Contact says in place of the address that it sends from: that of its own network, or of a port that it listens on.
    /// </summary>
    public string? ClaimedHostPort { get; set; }

    public string ContactUri => $"{Scheme}:{User}@{ClaimedHostPort ?? HostPort}{TransportParameter}{_push}";

    /// <summary>Whether its Contact, and whom it registers with, are <c>sips</c> (RFC 5630 §5.1.1.1).</summary>
    public bool IsSips { get; set; }

    string Scheme => IsSips ? "sips" : "sip";

    string TransportParameter => IsUdp || IsSips ? "" : $";transport={TransportName.ToLowerInvariant()}";

    /// <summary>At which of its addresses the last message came that the test looked at.</summary>
    public IPEndPoint? ReceivedAt { get; private set; }

    /// <summary>Messages that the test has not looked at.</summary>
    public int Unread => _inbox.Count;

    bool IsUdp => _listener.Transport == SipTransport.Udp;

    string TransportName => _listener.Transport.ToString().ToUpperInvariant();

    /// <summary>REGISTER with its Contact; on a new connection when the old one is gone. Expects 200.</summary>
    /// <param name="push">Push parameters without the first semicolon; null keeps those of before.</param>
    /// <param name="expires">Asked for, in seconds.</param>
    public SipResponse Registers(string? push = null, int? expires = 3600)
    {
        SendsRegister(push, expires);
        if (Password is { } password)
        {
            var challenge = Receives("SIP/2.0 401 *");
            SendsRegister(null, expires, new Credentials(User, password).Answer(challenge, "REGISTER", $"{Scheme}:{Domain}"));
        }
        return (SipResponse)Receives("SIP/2.0 200 *");
    }

    public void SendsRegister(string? push = null, int? expires = 3600, string headers = "Accept: application/sdp")
    {
        if (push != null)
            _push = push.Length == 0 ? "" : ";" + push;
        if (_isAsleep || !_flow.IsOpen)
            ChangesNetwork();
        var instance = Instance.Length == 0 ? "" : $";+sip.instance=\"<{Instance}>\"";
        Sends($"""
            REGISTER {Scheme}:{Domain} SIP/2.0
            {Via()}
            From: <sip:{User}@{Domain}>;tag={Token("f")}
            To: <sip:{User}@{Domain}>
            Call-ID: {Token("reg")}
            CSeq: {++_count} REGISTER
            Max-Forwards: 70
            Contact: <{ContactUri}>{instance}{ContactParameters}
            {(expires is { } seconds ? $"Expires: {seconds}" : "Accept: application/pidf+xml")}
            {headers}
            Content-Length: 0
            """);
    }

    /// <summary>Its connection closes, as the system of a phone does it: without a word.</summary>
    public void FallsAsleep()
    {
        _isAsleep = true;
        if (IsUdp)
            _network.Silence(_flow);
        _flow.Close();
        _network.Settle();
    }

    /// <summary>It is on another address now; the old connection stays open as far as the server knows.</summary>
    public void ChangesNetwork() => Uses(Open());

    /// <summary>Its old connection lives again.</summary>
    public void Uses(Flow flow)
    {
        _isAsleep = false;
        _flow = (TestFlow)flow;
        _network.Answer(_flow, bytes => Deliver(bytes, flow.Remote));
    }

    /// <summary>A keep-alive: the server sees that its flow lives.</summary>
    public void Pings() => _network.Touch(_flow);

    public OutgoingCall Invites(string user, string headers = "", string? body = null) =>
        new(this, "INVITE", $"sip:{user}@{Domain}", headers, body);

    public OutgoingCall SendsMessage(string user, string text = "hello", string headers = "Content-Type: text/plain") =>
        new(this, "MESSAGE", $"sip:{user}@{Domain}", headers, text);

    /// <summary>Any request to a user.</summary>
    public OutgoingCall Requests(string method, string uri, string headers = "") => new(this, method, uri, headers, null);

    /// <summary>Wire text; line ends become CRLF and the message is ended.</summary>
    public void Sends(string text)
    {
        var wire = text.ReplaceLineEndings("\r\n").TrimEnd('\r', '\n');
        SendsBytes(Encoding.UTF8.GetBytes(wire + "\r\n\r\n"));
    }

    public void SendsBytes(ReadOnlyMemory<byte> bytes) => _network.Sent(this, bytes, _flow);

    /// <summary>Answers a request that it got.</summary>
    public void Answers(SipMessage request, int status, string headers = "", string? tag = null)
    {
        var to = Text(request.Headers.First(HeaderName.To));
        if (status > 100 && request.ToTag.IsEmpty)
            to += $";tag={tag ?? "tag-" + User}";
        var lines = new StringBuilder($"SIP/2.0 {status} {SipStatus.Phrase(status)}\n");
        foreach (var via in request.Headers.Values(HeaderName.Via))
            lines.Append(CultureInfo.InvariantCulture, $"Via: {Text(via)}\n");
        foreach (var route in request.Headers.Values(HeaderName.RecordRoute))
            lines.Append(CultureInfo.InvariantCulture, $"Record-Route: {Text(route)}\n");
        lines.Append(CultureInfo.InvariantCulture, $"From: {Text(request.Headers.First(HeaderName.From))}\nTo: {to}\n");
        lines.Append(CultureInfo.InvariantCulture, $"Call-ID: {Text(request.Headers.First(HeaderName.CallId))}\n");
        lines.Append(CultureInfo.InvariantCulture, $"CSeq: {Text(request.Headers.First(HeaderName.CSeq))}\n");
        if (status is > 100 and < 300)
            lines.Append(CultureInfo.InvariantCulture, $"Contact: <{DialogUri}>\n");
        Sends(lines.Append(headers.Length == 0 ? "" : headers + "\n").Append("Content-Length: 0").ToString());
    }

    /// <summary>The next message, whose start line must match; <c>*</c> stands for anything.</summary>
    public SipMessage Receives(string startLine)
    {
        if (!_inbox.TryDequeue(out var received))
            throw new WireException($"{User} received nothing; expected '{startLine}'\n{string.Join('\n', _network.Logs.Lines)}");
        var (message, at) = received;
        ReceivedAt = at;
        var first = StartLine(message);
        return Regex.IsMatch(first, "^" + Regex.Escape(startLine).Replace("\\*", ".*", StringComparison.Ordinal) + "$")
            ? message
            : throw new WireException($"{User} received '{first}'; expected '{startLine}'\n{string.Join('\n', _network.Logs.Lines)}");
    }

    public SipRequest ReceivesRequest(string startLine) => (SipRequest)Receives(startLine);

    public void ReceivesNothing()
    {
        if (_inbox.TryPeek(out var received))
            throw new WireException(
                $"{User} received '{StartLine(received.Message)}'; nothing was expected\n{string.Join('\n', _network.Logs.Lines)}");
    }

    /// <summary>Forgets what it has not looked at.</summary>
    public void ForgetsUnread() => _inbox.Clear();

    internal string Via(string? branch = null) =>
        $"Via: SIP/2.0/{TransportName} {HostPort};branch=z9hG4bK-{branch ?? Token("br")};rport";

    // Two devices of one user must not use one Call-ID.
    internal string Token(string prefix) => $"{prefix}-{User}-{_address.GetAddressBytes()[^1]}-{_port}-{++_count}";

    internal static string Text(ReadOnlyMemory<byte> value) => Encoding.UTF8.GetString(value.Span);

    TestFlow Open()
    {
        var at = new IPEndPoint(_address, ++_port);
        return _network.Open(_listener, at, bytes => Deliver(bytes, at));
    }

    void Deliver(ReadOnlyMemory<byte> bytes, IPEndPoint at)
    {
        _network.Received(this, bytes);
        if (!SipParser.TryParseDatagram(bytes, out var message, out var error) || (error != null && !SendsGarbage))
        {
            _network.Fault($"the server sent what does not parse ({error}):\n{Text(bytes)}");
            return;
        }
        var syntax = message is SipRequest request ? SipSyntax.Check(request) : SipSyntax.Check((SipResponse)message!);
        if (syntax != null && !SendsGarbage)
            _network.Fault($"the server sent what is not SIP ({syntax}):\n{Text(bytes)}");
        _inbox.Enqueue((message!, at));
    }

    static string StartLine(SipMessage message)
    {
        var text = Text(message.Bytes);
        return text[..text.IndexOf('\r', StringComparison.Ordinal)];
    }

    static long StableHash(string text) => text.Aggregate(17L, (hash, letter) => ((hash * 31) + letter) & 0xffff_ffff_ffff);
}
