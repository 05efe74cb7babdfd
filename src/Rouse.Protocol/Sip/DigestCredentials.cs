using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Rouse.Protocol.Sip;

/// <summary>What <c>qop</c> a client chose.</summary>
public enum DigestQop : byte
{
    /// <summary>No <c>qop</c>: the digest of RFC 2069, which must still be understood (RFC 3261 §22.4 item 8).</summary>
    None,

    Auth,

    /// <summary>auth-int or a word that we do not know; neither is ever offered.</summary>
    Other,
}

/// <summary>
/// Value of an Authorization or Proxy-Authorization header with the Digest scheme (RFC 7616 §3.4, RFC 3261 §22.4).
/// Holds a copy; values are the bytes that the client hashed, in whatever encoding.
/// </summary>
public sealed class DigestCredentials
{
    readonly byte[] _text;
    Slices _slices;
    ushort _present;
    string? _username;
    string? _realm;

    DigestCredentials(int length) => _text = new byte[length];

    enum Field
    {
        Username,
        Realm,
        Nonce,
        Uri,
        Response,
        Algorithm,
        ClientNonce,
        Opaque,
        Qop,
        NonceCount,
    }

    public string Username => _username ??= Encoding.UTF8.GetString(this[Field.Username]);

    public string Realm => _realm ??= Encoding.UTF8.GetString(this[Field.Realm]);

    /// <summary>Empty when the client had no challenge yet (RFC 8760 §2.7).</summary>
    public ReadOnlySpan<byte> Nonce => this[Field.Nonce];

    public ReadOnlySpan<byte> Uri => this[Field.Uri];

    /// <summary>The digest in hexadecimal, as it came.</summary>
    public ReadOnlySpan<byte> Response => this[Field.Response];

    /// <summary><c>cnonce</c></summary>
    public ReadOnlySpan<byte> ClientNonce => this[Field.ClientNonce];

    public ReadOnlySpan<byte> Opaque => this[Field.Opaque];

    /// <summary><c>nc</c> as it came; <see cref="NonceCount"/> is its number.</summary>
    public ReadOnlySpan<byte> NonceCountText => this[Field.NonceCount];

    /// <summary>0 when there is no <c>nc</c>.</summary>
    public uint NonceCount { get; private set; }

    /// <summary><c>qop</c> as it came.</summary>
    public ReadOnlySpan<byte> QopText => this[Field.Qop];

    public DigestQop Qop { get; private set; }

    /// <summary>MD5 when the client named none (RFC 7616 §3.4); null when it named one that we do not know.</summary>
    public DigestAlgorithm? Algorithm { get; private set; }

    /// <summary>Whether the algorithm is a -sess variant.</summary>
    public bool IsSession { get; private set; }

    /// <summary>No fewer bytes than all values together.</summary>
    internal int TextLength => _text.Length;

    ReadOnlySpan<byte> this[Field field] => _text.AsSpan(_slices[(int)field].Start, _slices[(int)field].Length);

    public static bool TryParse(ReadOnlySpan<byte> headerValue, [NotNullWhen(true)] out DigestCredentials? credentials) =>
        TryParse(headerValue, out credentials, out _);

    /// <summary>Reads a header value; unknown parameters are ignored.</summary>
    /// <param name="headerValue">From the scheme on; folds are white space.</param>
    /// <param name="credentials">Null when they cannot be used.</param>
    /// <param name="error">Why not.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> headerValue, [NotNullWhen(true)] out DigestCredentials? credentials, out DigestError error)
    {
        credentials = null;
        var reader = new DigestReader(headerValue);
        if (!Ascii.EqualsIgnoreCase(reader.ReadScheme(), "Digest"u8))
        {
            error = DigestError.NotDigest;
            return false;
        }
        var read = new DigestCredentials(headerValue.Length);
        error = read.Fill(reader);
        if (error == DigestError.None)
            credentials = read;
        return credentials != null;
    }

    DigestError Fill(DigestReader reader)
    {
        var length = 0;
        while (reader.MoveNext())
        {
            if (FieldOf(reader.Name) is not { } field)
                continue;
            // RFC 7616 §3.4: no parameter may stand twice. Whoever reads the other one than we do could be led astray.
            if (Has(field))
                return DigestError.Malformed;
            _present |= (ushort)(1 << (int)field);
            _slices[(int)field] = new(length, DigestReader.Unescape(reader.Value, _text.AsSpan(length)));
            length += _slices[(int)field].Length;
        }
        return reader.IsMalformed ? DigestError.Malformed : Interpret();
    }

    DigestError Interpret()
    {
        Algorithm = DigestAlgorithm.Md5;
        if (Has(Field.Algorithm))
        {
            Algorithm = DigestAlgorithms.TryParse(this[Field.Algorithm], out var algorithm, out var isSession) ? algorithm : null;
            IsSession = isSession;
        }
        if (Has(Field.Qop))
            Qop = Ascii.EqualsIgnoreCase(QopText, "auth"u8) ? DigestQop.Auth : DigestQop.Other;
        if (Has(Field.NonceCount))
        {
            if (!uint.TryParse(NonceCountText, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var count))
                return DigestError.Malformed;
            NonceCount = count;
        }
        return FirstMissing();
    }

    DigestError FirstMissing()
    {
        if (!Has(Field.Username))
            return DigestError.MissingUsername;
        if (!Has(Field.Realm))
            return DigestError.MissingRealm;
        if (!Has(Field.Nonce))
            return DigestError.MissingNonce;
        if (!Has(Field.Uri))
            return DigestError.MissingUri;
        if (!Has(Field.Response))
            return DigestError.MissingResponse;
        if (Qop == DigestQop.None)
            return DigestError.None;
        if (!Has(Field.ClientNonce))
            return DigestError.MissingClientNonce;
        return Has(Field.NonceCount) ? DigestError.None : DigestError.MissingNonceCount;
    }

    bool Has(Field field) => (_present & (1 << (int)field)) != 0;

    static Field? FieldOf(ReadOnlySpan<byte> name)
    {
        Span<byte> lower = stackalloc byte[9];
        if (name.Length > lower.Length)
            return null;
        Ascii.ToLower(name, lower, out var length);
        if (length < name.Length)
            return null;
        return lower[..length] switch
        {
            var text when text.SequenceEqual("username"u8) => Field.Username,
            var text when text.SequenceEqual("realm"u8) => Field.Realm,
            var text when text.SequenceEqual("nonce"u8) => Field.Nonce,
            var text when text.SequenceEqual("uri"u8) => Field.Uri,
            var text when text.SequenceEqual("response"u8) => Field.Response,
            var text when text.SequenceEqual("algorithm"u8) => Field.Algorithm,
            var text when text.SequenceEqual("cnonce"u8) => Field.ClientNonce,
            var text when text.SequenceEqual("opaque"u8) => Field.Opaque,
            var text when text.SequenceEqual("qop"u8) => Field.Qop,
            var text when text.SequenceEqual("nc"u8) => Field.NonceCount,
            _ => null,
        };
    }

    readonly record struct Slice(int Start, int Length);

    [InlineArray(10)]
    struct Slices
    {
        Slice _first;
    }
}
