using System.Net;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;

namespace Rouse.Server.Routing;

/// <summary>One <c>[[route]]</c>, ready to be compared with requests.</summary>
sealed class Route
{
    readonly byte[][] _methods;
    readonly Pattern[] _domains;
    readonly Pattern[] _users;
    readonly HeaderPattern[] _headers;
    readonly IPNetwork[] _sources;

    public Route(RouteOptions options)
    {
        Options = options;
        _methods = [.. options.Methods.Select(Encoding.ASCII.GetBytes)];
        _domains = [.. options.Domains.Select(static text => new Pattern(text, ignoresCase: true))];
        _users = [.. options.Users.Select(static text => new Pattern(text, ignoresCase: false))];
        _headers = [.. options.Headers.Select(ReadHeader)];
        _sources = [.. options.Sources.Select(ReadNetwork)];
        Targets = [.. options.To.Select(static target => (ReadUri(target.Uri), target.Priority, target.Weight))];
    }

    public RouteOptions Options { get; }

    public IReadOnlyList<(SipUri Uri, int Priority, int Weight)> Targets { get; }

    public bool Fits(RequestContext request) =>
        FitsMethod(request.Request) && FitsUri(request.RequestUri) && FitsSource(request.Flow.Remote.Address)
        && Array.TrueForAll(_headers, header => header.Fits(request.Request.Headers));

    /// <summary>A network, or an address alone; null when it is neither.</summary>
    public static IPNetwork? TryReadNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 128 : 32)
            : null;

    bool FitsMethod(SipRequest request)
    {
        if (_methods.Length == 0)
            return true;
        foreach (var method in _methods)
        {
            if (request.MethodName.SequenceEqual(method))
                return true;
        }
        return false;
    }

    bool FitsUri(SipUri uri) => (_domains.Length == 0 || (uri.IsSip && Pattern.Any(_domains, uri.Host.Span)))
        && (_users.Length == 0 || FitsUser(UserOf(uri)));

    // A number as it stands and without what means nothing to a trunk, so that no way of writing it escapes an exclusion.
    bool FitsUser(string user) => Pattern.Any(_users, Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(PlainNumber.Of(user)));

    bool FitsSource(IPAddress source)
    {
        if (_sources.Length == 0)
            return true;
        var plain = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        return Array.Exists(_sources, network => network.Contains(plain));
    }

    static string UserOf(SipUri uri) => uri.IsSip ? Location.AddressOfRecord.Unescape(uri.User.Span)
        : uri.Scheme == UriScheme.Tel ? PlainNumber.Of(Encoding.ASCII.GetString(uri.Text.Span[4..]))
        : "";

    static HeaderPattern ReadHeader(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = Encoding.ASCII.GetBytes(text[..colon].Trim());
        return new HeaderPattern(HeaderNames.Parse(name), name, new Pattern(text[(colon + 1)..].Trim(), ignoresCase: true));
    }

    static IPNetwork ReadNetwork(string text) =>
        TryReadNetwork(text) ?? throw new ArgumentException($"\"{text}\" is not a network");

    static SipUri ReadUri(string text) =>
        SipUri.TryParse(Encoding.ASCII.GetBytes(text), out var uri) && ServerName.TryOf(uri, out _)
            ? uri
            : throw new ArgumentException($"\"{text}\" is not a SIP URI");

    /// <summary>A header, and what one of its values must look like, or none of them.</summary>
    readonly record struct HeaderPattern(HeaderName Name, byte[] Text, Pattern Value)
    {
        public bool Fits(HeaderList headers)
        {
            var fits = false;
            for (var i = 0; i < headers.Count; i++)
            {
                if (!IsNamed(headers, i))
                    continue;
                fits = Value.Fits(headers.Value(i).Span);
                if (fits != Value.IsNegated)
                    return fits;
            }
            return fits;
        }

        bool IsNamed(HeaderList headers, int index) => Name != HeaderName.Other
            ? headers[index].Name == Name
            : headers[index].Name == HeaderName.Other && Ascii.EqualsIgnoreCase(headers.NameText(index).Span, Text);
    }
}
