using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>
/// The names in the certificate that a peer showed in the TLS handshake, whose authority was checked there (RFC 5922 §7.1, RFC 5280
/// §4.2.1.6).
/// </summary>
/// <param name="Uris">subjectAltName of type URI, such as <c>sip:alice@example.org</c>.</param>
/// <param name="DnsNames">subjectAltName of type dNSName.</param>
/// <param name="Addresses">subjectAltName of type iPAddress.</param>
/// <param name="CommonName">The subject's CN; empty for none. It counts only where there is no subjectAltName (RFC 5922 §7.1).</param>
sealed record PeerCertificate(
    IReadOnlyList<string> Uris, IReadOnlyList<string> DnsNames, IReadOnlyList<string> Addresses, string CommonName)
{
    /// <summary>The extension's OID (RFC 5280 §4.2.1.6).</summary>
    public const string SubjectAlternativeName = "2.5.29.17";

    const string CommonNameType = "2.5.4.3";

    // GeneralName (RFC 5280 §4.2.1.6).
    static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    /// <summary>Every name, in the order in which they are looked at.</summary>
    public IEnumerable<string> All => [.. DnsNames, .. Uris, .. Addresses, .. CommonName.Length > 0 ? [CommonName] : (string[])[]];

    bool HasAlternatives => Uris.Count + DnsNames.Count + Addresses.Count > 0;

    /// <summary>The names under which it may be known: with alternative names not the subject's.</summary>
    public IEnumerable<string> Identities => HasAlternatives ? [.. DnsNames, .. Uris, .. Addresses] : All;

    /// <summary>What cannot be read names nobody.</summary>
    public static PeerCertificate Of(X509Certificate2 certificate)
    {
        List<string> uris = [], names = [], addresses = [];
        try
        {
            if (certificate.Extensions[SubjectAlternativeName] is { } extension)
                Read(extension.RawData, uris, names, addresses);
            return new PeerCertificate(uris, names, addresses, CommonNameOf(certificate));
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException)
        {
            return new PeerCertificate([], [], [], "");
        }
    }

    static void Read(ReadOnlyMemory<byte> extension, List<string> uris, List<string> names, List<string> addresses)
    {
        var general = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (general.HasData)
        {
            var tag = general.PeekTag();
            if (tag.HasSameClassAndValue(Uri))
                uris.Add(general.ReadCharacterString(UniversalTagNumber.IA5String, tag));
            else if (tag.HasSameClassAndValue(DnsName))
                names.Add(general.ReadCharacterString(UniversalTagNumber.IA5String, tag).ToLowerInvariant());
            else if (tag.HasSameClassAndValue(Address) && general.ReadOctetString(tag) is { Length: 4 or 16 } bytes)
                addresses.Add(new IPAddress(bytes).ToString());
            else if (!tag.HasSameClassAndValue(Address))
                general.ReadEncodedValue();
        }
    }

    static string CommonNameOf(X509Certificate2 certificate)
    {
        foreach (var name in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!name.HasMultipleElements && name.GetSingleElementType().Value == CommonNameType)
                return name.GetSingleElementValue() ?? "";
        }
        return "";
    }
}
