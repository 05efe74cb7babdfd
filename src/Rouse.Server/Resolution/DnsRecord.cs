using System.Net;

namespace Rouse.Server.Resolution;

/// <summary>One resource record.</summary>
/// <param name="Name">Whose it is: in lower case, without the dot at its end; so are all names.</param>
/// <param name="TimeToLive">As the name server says it.</param>
abstract record DnsRecord(string Name, TimeSpan TimeToLive);

/// <summary>A or AAAA.</summary>
sealed record AddressRecord(string Name, TimeSpan TimeToLive, IPAddress Address) : DnsRecord(Name, TimeToLive);

/// <summary>The name is another one's alias.</summary>
sealed record CnameRecord(string Name, TimeSpan TimeToLive, string Target) : DnsRecord(Name, TimeToLive);

/// <summary>A place of a service (RFC 2782).</summary>
/// <param name="Name">Of the service: <c>_sip._udp.example.org</c>.</param>
/// <param name="TimeToLive">As the name server says it.</param>
/// <param name="Priority">The lowest first.</param>
/// <param name="Weight">Its share among those of one priority.</param>
/// <param name="Port">Where the service is.</param>
/// <param name="Target">Empty (the root): the service is decidedly not available.</param>
sealed record SrvRecord(string Name, TimeSpan TimeToLive, int Priority, int Weight, int Port, string Target) : DnsRecord(Name, TimeToLive);

/// <summary>A way to a service (RFC 3403 §4.1).</summary>
/// <param name="Name">Of the domain.</param>
/// <param name="TimeToLive">As the name server says it.</param>
/// <param name="Order">The lowest first.</param>
/// <param name="Preference">Among those of one order.</param>
/// <param name="Flags">What <paramref name="Replacement"/> is: <c>s</c> for a service.</param>
/// <param name="Services"><c>SIP+D2U</c>, <c>SIP+D2T</c>, <c>SIPS+D2T</c> … (RFC 3263 §4.1)</param>
/// <param name="Replacement">The name to go on with.</param>
sealed record NaptrRecord(
    string Name, TimeSpan TimeToLive, int Order, int Preference, string Flags, string Services, string Replacement)
    : DnsRecord(Name, TimeToLive);
