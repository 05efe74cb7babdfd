using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Xml;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.RegistrationEvents;

/// <param name="Binding">As it is, or was.</param>
/// <param name="Event">What happened to it last (RFC 3680 §5.2.3).</param>
/// <param name="SecondsLeft">Until it ends; 0 when it has.</param>
readonly record struct ContactState(Binding Binding, string Event, long SecondsLeft)
{
    public bool IsActive => Event is "registered" or "refreshed";
}

/// <summary>What a subscriber has been told of the contacts of an address of record, and how that is written (RFC 3680 §5).</summary>
sealed class ContactStates(AddressOfRecord aor, long frequency)
{
    const string Namespace = "urn:ietf:params:xml:ns:reginfo";
    const string GruuNamespace = "urn:ietf:params:xml:ns:gruuinfo";

    static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true, CheckCharacters = false };

    readonly Dictionary<ulong, Binding> _told = [];
    uint _version;
    bool _hasHadContacts;

    /// <summary>Takes over what is bound now; gives what has changed, or all of it.</summary>
    public List<ContactState> Update(IReadOnlyList<Binding> bindings, long now, bool isAll)
    {
        var states = new List<ContactState>();
        foreach (var gone in _told.Values.Where(told => !bindings.Any(b => b.Id == told.Id)).ToArray())
        {
            _told.Remove(gone.Id);
            states.Add(new ContactState(gone, gone.ExpiresAt <= now ? "expired" : "unregistered", 0));
        }
        foreach (var binding in bindings)
        {
            var isKnown = _told.TryGetValue(binding.Id, out var told);
            _told[binding.Id] = binding;
            if (isAll || told?.ReceiveNumber != binding.ReceiveNumber)
            {
                var left = Math.Max(0, (binding.ExpiresAt - now) / frequency);
                states.Add(new ContactState(binding, isKnown ? "refreshed" : "registered", left));
            }
        }
        _hasHadContacts |= _told.Count > 0;
        return states;
    }

    public byte[] Write(IReadOnlyList<ContactState> states, bool isAll)
    {
        using var output = new MemoryStream();
        using (var xml = XmlWriter.Create(output, Settings))
        {
            xml.WriteStartElement("reginfo", Namespace);
            xml.WriteAttributeString("xmlns", "gr", null, GruuNamespace);
            xml.WriteAttributeString("version", Text(_version++));
            xml.WriteAttributeString("state", isAll ? "full" : "partial");
            xml.WriteStartElement("registration", Namespace);
            xml.WriteAttributeString("aor", AorText());
            xml.WriteAttributeString("id", XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(aor.ToString())).ToString("x", null));
            xml.WriteAttributeString("state", _told.Count > 0 ? "active" : _hasHadContacts ? "terminated" : "init");
            foreach (var state in states)
                Write(state, xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return output.ToArray();
    }

    static void Write(ContactState state, XmlWriter xml)
    {
        var (binding, happened, left) = state;
        xml.WriteStartElement("contact", Namespace);
        xml.WriteAttributeString("id", binding.Id.ToString("x", null));
        xml.WriteAttributeString("state", state.IsActive ? "active" : "terminated");
        xml.WriteAttributeString("event", happened);
        if (state.IsActive)
            xml.WriteAttributeString("expires", Text(left));
        xml.WriteAttributeString("q", binding.Q.ToString("0.###", CultureInfo.InvariantCulture));
        // Nobody learns how to wake the phone (RFC 8599 §13).
        var contact = PushParameterMask.Strip(binding.Contact) ?? binding.Contact;
        xml.WriteElementString("uri", Namespace, TextOf(NameAddress.TryParse(contact, out var address) ? address.UriText.Span : contact));
        if (binding.Identity.Instance is { } instance)
        {
            xml.WriteStartElement("unknown-param", Namespace);
            xml.WriteAttributeString("name", "+sip.instance");
            xml.WriteString(Clean($"\"<{instance}>\""));
            xml.WriteEndElement();
            if (state.IsActive)
                WriteGruu(binding, xml);
        }
        xml.WriteEndElement();
    }

    // RFC 5628 §5.
    static void WriteGruu(Binding binding, XmlWriter xml)
    {
        if (Gruus.PublicOf(binding) is not { } gruu)
            return;
        xml.WriteStartElement("gr", "pub-gruu", GruuNamespace);
        xml.WriteAttributeString("uri", TextOf(gruu));
        xml.WriteEndElement();
    }

    string AorText()
    {
        var output = new ByteBuffer(128);
        output.Add("sip:"u8);
        UriText.AddUser(aor.User, ref output);
        output.Add("@"u8);
        UriText.AddHost(aor.Domain, ref output);
        return TextOf(output.TakeArray());
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string TextOf(ReadOnlySpan<byte> utf8) => Clean(Encoding.UTF8.GetString(utf8));

    // What a phone writes may hold characters that XML cannot (XML 1.0 §2.2).
    static string Clean(string text) =>
        text.All(IsXml) ? text : string.Concat(text.Select(static c => IsXml(c) ? c : '\ufffd'));

    static bool IsXml(char c) => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c);
}
