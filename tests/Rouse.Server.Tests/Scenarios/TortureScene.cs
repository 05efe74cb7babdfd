using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>
/// A server that is responsible for the domains of the corpus, one who sends a torture message, and the phone that it is for.
/// </summary>
sealed class TortureScene : IDisposable
{
    static readonly string[] Domains =
    [
        "example.org", "example.com", "example.net", "chair-dnrc.example.com", "services.example.com", "registrar.example.com",
        "company.com", "host.example.net", "2001:db8::10", "2001:db8::10:5070", "2001:db8:::192.0.2.1", "2001:db8::192.0.2.1",
    ];

    static readonly HeaderName[] Written =
        [HeaderName.Via, HeaderName.MaxForwards, HeaderName.MaxBreadth, HeaderName.Route, HeaderName.RecordRoute, HeaderName.ContentLength];

    readonly SipMessage? _message;

    public TortureScene(TortureCase torture, SipTransport transport)
    {
        Network = new TestNetwork(options => options with { Domains = Domains });
        Sender = Network.Phone("sender", transport);
        Sender.SendsGarbage = torture.Parse != "accept";
        Receiver = Network.Phone("receiver");
        Torture = torture;
        if (SipParser.TryParseDatagram(torture.Bytes, out _message, out _) && _message is SipRequest request
            && SipUri.TryParse(request.RequestUri, out var uri) && uri.IsSip && !uri.User.IsEmpty)
            Register(uri);
    }

    public TestNetwork Network { get; }

    public Phone Sender { get; }

    public Phone Receiver { get; }

    public TortureCase Torture { get; }

    public void Send() => Sender.SendsBytes(Torture.Bytes);

    /// <summary>Checks what came of it.</summary>
    public void Gives(int status)
    {
        if (status == TortureOutcome.PassedOn)
        {
            PassesOn();
            return;
        }
        Receiver.ReceivesNothing();
        if (status > 0)
            Sender.Receives($"SIP/2.0 {status} *");
    }

    /// <summary>The server serves the next one on the same flow.</summary>
    public void ServesTheNext()
    {
        Sender.ReceivesNothing();
        Sender.Requests("OPTIONS", "sip:example.org");
        Sender.Receives("SIP/2.0 200 *");
    }

    public void Dispose() => Network.Dispose();

    void Register(SipUri uri)
    {
        var host = uri.IsIPv6 ? $"[{Phone.Text(uri.Host)}]" : Phone.Text(uri.Host);
        Receiver.RegistersContact($"sip:{Phone.Text(uri.User)}@{host}", Receiver.ContactUri);
    }

    // What it says is what was sent, and the answer finds the way back.
    void PassesOn()
    {
        var original = (SipRequest)_message!;
        var method = Phone.Text(original.MethodName.ToArray());
        var passed = Receiver.ReceivesRequest($"{method} {Receiver.ContactUri} SIP/2.0");
        Assert.Equal(original.Body(), passed.Body());
        Assert.Equal(Carried(original), Carried(passed));
        Assert.Equal(original.Values(HeaderName.Via)[1..], passed.Values(HeaderName.Via)[2..]);
        if (original.Method == SipMethod.Invite)
            Sender.Receives("SIP/2.0 100 *");
        Receiver.Answers(passed, 486);
        var answer = Sender.Receives("SIP/2.0 486 *");
        Assert.Equal(passed.Values(HeaderName.Via)[1..], answer.Values(HeaderName.Via));
        Receiver.ForgetsUnread();
        if (original.Method == SipMethod.Invite)
            Acknowledge(original, answer);
    }

    void Acknowledge(SipRequest invite, SipMessage answer) => Sender.SendsRaw(
        "ACK", Phone.Text(invite.RequestUri), answer.Value(HeaderName.From), answer.Value(HeaderName.To), answer.Value(HeaderName.CallId),
        $"{CSeq(invite)} ACK", invite.Value(HeaderName.Via));

    static long CSeq(SipRequest invite) => invite.TryGetCSeq(out var cseq) ? cseq.Number : 0;

    // Everything but what a proxy writes itself.
    static List<(string Name, string Value)> Carried(SipMessage message)
    {
        var carried = new List<(string, string)>();
        for (var i = 0; i < message.Headers.Count; i++)
        {
            if (!Written.Contains(message.Headers[i].Name))
                carried.Add((
                    Phone.Text(message.Headers.NameText(i)),
                    System.Text.Encoding.Latin1.GetString(message.Headers.Value(i).Span)));
        }
        return carried;
    }
}
