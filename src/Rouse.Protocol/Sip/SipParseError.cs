namespace Rouse.Protocol.Sip;

/// <summary>What is wrong with a message, and the status that a request deserves for it.</summary>
/// <param name="Status">SIP status: 400, 416, 505 …</param>
/// <param name="Phrase">Reason phrase that names the part.</param>
public sealed record SipParseError(int Status, string Phrase)
{
    public static readonly SipParseError StartLine = new(400, "Malformed Start-Line");
    public static readonly SipParseError RequestUri = new(400, "Malformed Request-URI");
    public static readonly SipParseError RequestUriHeaders = new(400, "Headers in Request-URI");
    public static readonly SipParseError UnknownScheme = new(416, "Unsupported URI Scheme");
    public static readonly SipParseError Version = new(505, "Version Not Supported");
    public static readonly SipParseError HeaderLine = new(400, "Malformed Header Line");
    public static readonly SipParseError TooManyHeaders = new(400, "Too Many Headers");
    public static readonly SipParseError NoEndOfHeaders = new(400, "Headers Do Not End");
    public static readonly SipParseError ContentLength = new(400, "Malformed Content-Length");
    public static readonly SipParseError MissingContentLength = new(400, "Missing Content-Length");
    public static readonly SipParseError BodyTooShort = new(400, "Body Shorter Than Content-Length");
    public static readonly SipParseError MissingVia = new(400, "Missing Via");
    public static readonly SipParseError Via = new(400, "Malformed Via");
    public static readonly SipParseError From = new(400, "Malformed or Missing From");
    public static readonly SipParseError To = new(400, "Malformed or Missing To");
    public static readonly SipParseError CallId = new(400, "Malformed or Missing Call-ID");
    public static readonly SipParseError CSeq = new(400, "Malformed or Missing CSeq");
    public static readonly SipParseError CSeqMethod = new(400, "CSeq Method Differs");
    public static readonly SipParseError MaxForwards = new(400, "Malformed Max-Forwards");
    public static readonly SipParseError Contact = new(400, "Malformed Contact");
    public static readonly SipParseError Route = new(400, "Malformed Route");
    public static readonly SipParseError Repeated = new(400, "Header Must Not Be Repeated");
    public static readonly SipParseError MissingEvent = new(400, "Missing Event");
    public static readonly SipParseError Expires = new(400, "Malformed Expires");
    public static readonly SipParseError TooLarge = new(513, "Message Too Large");

    public override string ToString() => $"{Status} {Phrase}";
}
