namespace Rouse.Server.Resolution;

/// <summary>Types of resource records that finding a SIP server needs (RFC 1035 §3.2.2, RFC 3596, RFC 2782, RFC 3403).</summary>
enum DnsType : ushort
{
    A = 1,
    Cname = 5,
    Aaaa = 28,
    Srv = 33,
    Naptr = 35,
}

/// <summary>What a name server is asked.</summary>
/// <param name="Name">In lower case, without the dot at its end.</param>
/// <param name="Type">What is wanted of it.</param>
readonly record struct DnsQuestion(string Name, DnsType Type)
{
    public override string ToString() => $"{Name} {Type.ToString().ToUpperInvariant()}";
}
