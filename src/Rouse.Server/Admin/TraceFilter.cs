using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Admin;

/// <summary>
/// Which messages belong to a user: those that name it, those on the flows of its phones, and all of a Call-ID that once did; or all from
/// and to one address.
/// </summary>
sealed class TraceFilter
{
    /// <summary>Calls that are followed at once; the oldest is forgotten first. Own decision.</summary>
    internal const int MaxCalls = 1_000;

    static readonly HeaderName[] Naming =
        [HeaderName.To, HeaderName.From, HeaderName.PAssertedIdentity, HeaderName.PPreferredIdentity];

    readonly Lock _lock = new();
    readonly HashSet<string> _calls = [];
    readonly Queue<string> _order = new();
    readonly AorFilter _who;
    readonly IPAddress? _address;
    readonly Domains _domains;
    readonly ILocationStore _locations;
    readonly AddressOfRecord[] _aors;

    TraceFilter(AorFilter who, IPAddress? address, Domains domains, ILocationStore locations)
    {
        (_who, _address, _domains, _locations) = (who, address, domains, locations);
        _aors = who is { User: { } user, Domain: var domain }
            ? [.. (domain != null ? [domain] : domains.HasConfigured ? domains.Configured : [domains.Default])
                .Select(one => new AddressOfRecord(user, one))]
            : [];
    }

    /// <param name="text">A user, with or without domain, or an IP address; false for nobody in particular.</param>
    /// <param name="domains">Ours.</param>
    /// <param name="locations">Whose phones are where.</param>
    /// <param name="filter">What the text means.</param>
    public static bool TryParse(string text, Domains domains, ILocationStore locations, [NotNullWhen(true)] out TraceFilter? filter)
    {
        var who = text.Trim();
        filter = IPAddress.TryParse(who.Trim('[', ']'), out var address) ? new TraceFilter(default, address, domains, locations)
            : AorFilter.Parse(who, domains) is { User: not null } aor ? new TraceFilter(aor, null, domains, locations)
            : null;
        return filter != null;
    }

    public bool Includes(SipMessage message, Flow flow)
    {
        var callId = Encoding.UTF8.GetString(message.CallId);
        lock (_lock)
        {
            if (_calls.Contains(callId))
                return true;
        }
        if (!Concerns(message, flow))
            return false;
        if (callId.Length > 0)
            Follow(callId);
        return true;
    }

    bool Concerns(SipMessage message, Flow flow)
    {
        if (_address != null)
            return Plain(flow.Remote.Address).Equals(_address);
        return (message is SipRequest request && SipUri.TryParse(request.RequestUri, out var target) && Names(target))
            || Array.Exists(Naming, name => IsNamedIn(message.Headers.First(name)))
            || Array.Exists(_aors, aor => _locations.Find(aor).Any(binding => binding.Flow?.IsSamePath(flow) == true));
    }

    bool IsNamedIn(ReadOnlyMemory<byte> value) =>
        !value.IsEmpty && NameAddress.TryParse(value, out var address) && address.TryGetUri(out var uri) && Names(uri);

    bool Names(SipUri uri)
    {
        if (!uri.IsSip || uri.User.IsEmpty)
            return false;
        if (_domains.ToAor(uri) is { } aor)
            return _who.Includes(aor);
        // A user of a foreign domain, or one as a phone's Contact names it.
        return AddressOfRecord.Unescape(uri.User.Span) == _who.User
            && (_who.Domain is null || Ascii.EqualsIgnoreCase(uri.Host.Span, _who.Domain));
    }

    void Follow(string callId)
    {
        lock (_lock)
        {
            if (!_calls.Add(callId))
                return;
            _order.Enqueue(callId);
            if (_order.Count > MaxCalls)
                _calls.Remove(_order.Dequeue());
        }
    }

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
