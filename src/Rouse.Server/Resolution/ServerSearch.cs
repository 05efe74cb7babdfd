using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Server.Resolution;

/// <summary>Why a search has found nothing.</summary>
enum SearchFailure : byte
{
    /// <summary>It has found something, or is not at its end.</summary>
    None,

    /// <summary>There is no such server.</summary>
    NoSuchServer,

    /// <summary>There may be one, but the name servers do not answer.</summary>
    NameServer,

    /// <summary>It is reached in no way that our listeners speak.</summary>
    NotSpoken,
}

/// <summary>
/// Where a server is (RFC 3263 §4.1, §4.2): from what it knows follow either the questions that are still to be asked, or the places, best
/// first. It asks nobody itself.
/// </summary>
/// <param name="server">Who is looked for.</param>
/// <param name="abilities">What we speak.</param>
/// <param name="random">A number from 0 to below its argument, for SRV's weights.</param>
sealed class ServerSearch(ServerName server, Abilities abilities, Func<int, int> random)
{
    /// <summary>Places that are tried; own decision: Timer B of that many is longer than anybody waits.</summary>
    public const int MostPlaces = 16;

    readonly DnsAnswers _answers = new();
    readonly Dictionary<string, IReadOnlyList<SrvRecord>> _ordered = [];

    public ServerName Server => server;

    /// <summary>Empty while something is missing, and where nothing was found.</summary>
    public IReadOnlyList<Destination> Found { get; private set; } = [];

    public SearchFailure Failure { get; private set; }

    public void Tell(DnsQuestion question, DnsReply reply) => _answers.Add(question, reply);

    /// <summary>Goes as far as what it was told allows; what it must be told next, nothing at the end.</summary>
    public IReadOnlyCollection<DnsQuestion> GoOn()
    {
        if (Search() is not { } places)
            return _answers.Missing;
        Found = [.. places.Distinct().Take(MostPlaces)];
        Failure = Found.Count > 0 ? SearchFailure.None
            : _answers.HasFailed ? SearchFailure.NameServer
            : IsSpoken() ? SearchFailure.NoSuchServer
            : SearchFailure.NotSpoken;
        return [];
    }

    /// <summary>Nobody waits any longer for what is missing.</summary>
    public void GiveUp()
    {
        foreach (var question in _answers.Missing.ToList())
            Tell(question, DnsReply.Failed);
    }

    // RFC 3263 §4.1: sips means TLS; else UDP is what every server speaks.
    SipTransport Usual => server.IsSips ? SipTransport.Tls
        : abilities.Speaks(SipTransport.Udp) || !abilities.Speaks(SipTransport.Tcp) ? SipTransport.Udp
        : SipTransport.Tcp;

    List<Destination>? Search()
    {
        if (server.Address is { } address)
            return PlacesAt([address], server.Transport ?? Usual, server.Port);
        if (server.Port != 0)
            return AddressesOf(server.Host, server.Transport ?? Usual, server.Port);
        return server.Transport is { } transport
            ? ServiceOf(transport) ?? OrAddresses(transport)
            : ByNaptr();
    }

    bool IsSpoken() => server.Address is { } address
        ? abilities.Speaks(server.Transport ?? Usual, address.AddressFamily)
        : abilities.Speaks(server.Transport ?? Usual);

    // §4.1: the services that the domain offers, in its order.
    List<Destination>? ByNaptr()
    {
        if (_answers.Find<NaptrRecord>(server.Host, DnsType.Naptr) is not { } offered)
            return null;
        var places = new List<Destination>();
        var isComplete = true;
        foreach (var offer in offered.OrderBy(static each => each.Order).ThenBy(static each => each.Preference))
        {
            if (TransportOf(offer) is not { } transport || places.Count >= MostPlaces)
                continue;
            var found = Service(offer.Replacement, transport);
            isComplete &= found.IsComplete;
            places.AddRange(found.Places ?? []);
        }
        if (!isComplete)
            return null;
        return places.Count > 0 ? places : BySrv();
    }

    // §4.1: without NAPTR the domain is asked for each service that we would use, and has what it has.
    List<Destination>? BySrv()
    {
        var places = new List<Destination>();
        var (isComplete, isOffered) = (true, false);
        foreach (var transport in Usable())
        {
            var found = Service(NameOf(transport), transport);
            isComplete &= found.IsComplete;
            isOffered |= found.Places != null;
            places.AddRange(found.Places ?? []);
        }
        if (!isComplete)
            return null;
        return isOffered ? places : AddressesOf(server.Host, Usual, Usual.DefaultPort());
    }

    // §4.2: a transport was asked for, so only its service counts.
    List<Destination>? ServiceOf(SipTransport transport)
    {
        var found = Service(NameOf(transport), transport);
        return found.IsComplete ? found.Places : null;
    }

    // Null from ServiceOf: something is missing, or there is no such service.
    List<Destination>? OrAddresses(SipTransport transport) =>
        _answers.Missing.Count > 0 ? null : AddressesOf(server.Host, transport, transport.DefaultPort());

    /// <summary>The places of a service; null places: there are no records.</summary>
    (bool IsComplete, List<Destination>? Places) Service(string name, SipTransport transport)
    {
        if (_answers.Find<SrvRecord>(name, DnsType.Srv) is not { } records)
            return (false, null);
        if (records.Count == 0)
            return (true, null);
        if (!_ordered.TryGetValue(name, out var ordered))
            _ordered[name] = ordered = SrvOrder.Of(records, random);
        var places = new List<Destination>();
        var isComplete = true;
        foreach (var record in ordered.Take(MostPlaces))
        {
            // RFC 2782: the root as target says that the service is decidedly not available.
            if (record.Target.Length == 0 || record.Port == 0)
                continue;
            var found = AddressesOf(record.Target, transport, record.Port);
            isComplete &= found != null;
            places.AddRange(found ?? []);
        }
        return (isComplete, places);
    }

    // Both families (RFC 7984 §4.1); IPv4 first, own decision: it is the one that nearly every SIP server is tried on.
    List<Destination>? AddressesOf(string name, SipTransport transport, int port)
    {
        var addresses = new List<IPAddress>();
        var isComplete = true;
        foreach (var type in (DnsType[])[DnsType.A, DnsType.Aaaa])
        {
            if (!abilities.Speaks(transport, isIPv6: type == DnsType.Aaaa))
                continue;
            var found = _answers.Find<AddressRecord>(name, type);
            isComplete &= found != null;
            addresses.AddRange(found?.Select(static record => record.Address) ?? []);
        }
        return isComplete ? PlacesAt(addresses, transport, port) : null;
    }

    List<Destination> PlacesAt(IReadOnlyList<IPAddress> addresses, SipTransport transport, int port)
    {
        var at = port == 0 ? transport.DefaultPort() : port;
        var domain = transport == SipTransport.Tls ? server.Domain : "";
        return
        [
            .. addresses.Where(address => abilities.Speaks(transport, address.AddressFamily))
                .Select(address => new Destination(transport, new IPEndPoint(address, at), domain)),
        ];
    }

    IEnumerable<SipTransport> Usable() =>
        ((SipTransport[])(server.IsSips ? [SipTransport.Tls] : [SipTransport.Udp, SipTransport.Tcp, SipTransport.Tls]))
            .Where(abilities.Speaks);

    // §4.1: what we do not speak, and what names no service, is passed over.
    SipTransport? TransportOf(NaptrRecord offer)
    {
        if (!offer.Flags.Equals("s", StringComparison.OrdinalIgnoreCase) || offer.Replacement.Length == 0)
            return null;
        SipTransport? transport = offer.Services.ToUpperInvariant() switch
        {
            "SIPS+D2T" => SipTransport.Tls,
            "SIP+D2T" when !server.IsSips => SipTransport.Tcp,
            "SIP+D2U" when !server.IsSips => SipTransport.Udp,
            _ => null,
        };
        return transport is { } spoken && abilities.Speaks(spoken) ? transport : null;
    }

    // RFC 3263 §4.1; in full RFC 3263 §4.2 and RFC 2782.
    string NameOf(SipTransport transport) => transport switch
    {
        SipTransport.Tls => $"_sips._tcp.{server.Host}",
        SipTransport.Tcp => $"_sip._tcp.{server.Host}",
        _ => $"_sip._udp.{server.Host}",
    };
}
