namespace Rouse.Protocol.Stun;

/// <summary>Attribute types (RFC 8489 §14, §18.3) that are read or written here.</summary>
public enum StunAttribute : ushort
{
    MappedAddress = 0x0001,
    Username = 0x0006,
    MessageIntegrity = 0x0008,
    ErrorCode = 0x0009,
    UnknownAttributes = 0x000A,
    Realm = 0x0014,
    Nonce = 0x0015,
    MessageIntegritySha256 = 0x001C,
    PasswordAlgorithm = 0x001D,
    UserHash = 0x001E,
    XorMappedAddress = 0x0020,
    Software = 0x8022,
    Fingerprint = 0x8028,
}

/// <summary>Who says it (RFC 8489 §5).</summary>
public enum StunClass : byte
{
    Request,
    Indication,
    Success,
    Error,
}
