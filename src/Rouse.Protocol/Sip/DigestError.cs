namespace Rouse.Protocol.Sip;

/// <summary>Why credentials cannot be used.</summary>
public enum DigestError : byte
{
    None,

    /// <summary>Another scheme, such as Bearer.</summary>
    NotDigest,

    /// <summary>Not <c>name=value</c>, a string that does not end, a parameter given twice, or an <c>nc</c> that is no number.</summary>
    Malformed,

    MissingUsername,
    MissingRealm,
    MissingNonce,
    MissingUri,
    MissingResponse,

    /// <summary><c>cnonce</c>, needed with <c>qop</c>.</summary>
    MissingClientNonce,

    /// <summary><c>nc</c>, needed with <c>qop</c>.</summary>
    MissingNonceCount,
}
