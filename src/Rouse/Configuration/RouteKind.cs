using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Resolution;
using Rouse.Server.Routing;

namespace Rouse.Configuration;

/// <summary>One <c>[[route]]</c>.</summary>
sealed class RouteKind : ValueKind<RouteOptions>
{
    static readonly ValueKind<RouteFrom> From = Kinds.Choice(("users", RouteFrom.Users), ("anyone", RouteFrom.Anyone));
    static readonly ValueKind<IReadOnlyList<string>> Texts = Kinds.List(Kinds.Text);
    static readonly ValueKind<IReadOnlyList<string>> Methods = Kinds.List(
        new TextKind("method", static text => IsToken(text) ? null : $"\"{text}\" is not a SIP method; they are written in capitals"));

    static readonly ValueKind<IReadOnlyList<string>> Headers = Kinds.List(new TextKind("\"Name: pattern\"", CheckHeader));
    static readonly ValueKind<IReadOnlyList<string>> Networks = Kinds.List(new TextKind(
        "network", static text => Route.TryReadNetwork(text) != null ? null : $"\"{text}\" is not a network, such as 10.0.0.0/8"));

    static readonly ValueKind<IReadOnlyList<RouteTarget>> Targets = Kinds.List(new RouteTargetKind());

    static readonly Part[] Parts =
    [
        Of("name", Kinds.Text, static (route, name) => route with { Name = name }, static route => route.Name),
        Of("to", Targets, static (route, to) => route with { To = to }, static route => route.To),
        Of("methods", Methods, static (route, methods) => route with { Methods = methods }, static route => route.Methods),
        Of("domains", Texts, static (route, domains) => route with { Domains = domains }, static route => route.Domains),
        Of("users", Texts, static (route, users) => route with { Users = users }, static route => route.Users),
        Of("headers", Headers, static (route, headers) => route with { Headers = headers }, static route => route.Headers),
        Of("sources", Networks, static (route, sources) => route with { Sources = sources }, static route => route.Sources),
        Of("from", From, static (route, from) => route with { From = from }, static route => route.From),
        Of("fallback", Kinds.Flag, static (route, fallback) => route with { Fallback = fallback }, static route => route.Fallback),
        Of(
            "rewrite_domain", Kinds.Flag, static (route, rewrite) => route with { RewriteDomain = rewrite },
            static route => route.RewriteDomain),
    ];

    public override string Description => $"`[[route]]` with {string.Join(", ", Parts.Select(static part => $"`{part.Name}`"))}";

    public override bool TryRead(ConfigValue value, KeyFaults faults, [MaybeNullWhen(false)] out RouteOptions result)
    {
        result = null;
        if (value is not TableValue table)
            return faults.Refuse(value, $"{value.Shown} is not a route; write [[route]] and its keys below");
        var route = new RouteOptions();
        var isFine = true;
        foreach (var (name, written) in table.Entries)
        {
            if (Array.Find(Parts, part => part.Name == name) is not { } part)
                isFine = faults.Refuse(written, $"'{name}' is not known; {Suggest(name)}");
            else if (part.Read(route, written, faults) is { } changed)
                route = changed;
            else
                isFine = false;
        }
        if (!table.Entries.ContainsKey("to"))
            isFine = faults.Refuse(table, "a route needs 'to'");
        result = route;
        return isFine;
    }

    public override string Write(RouteOptions value) =>
        $"{{ {string.Join(", ", Parts.Select(part => $"{part.Name} = {part.Write(value)}"))} }}";

    static string Suggest(string name) => Nearest.Find(name, Parts.Select(static part => part.Name)) is { } near
        ? $"did you mean '{near}'?"
        : $"a route has {string.Join(", ", Parts.Select(static part => part.Name))}";

    static bool IsToken(string text) =>
        text.Length > 0 && text.All(static letter => char.IsAsciiLetterUpper(letter) || letter is '-' or '.');

    static string? CheckHeader(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Kinds.CheckHeaderName(text[..colon].Trim()) == null
            ? null
            : $"\"{text}\" is not a header and its pattern, such as \"X-Tenant: acme*\"";
    }

    static Part Of<T>(
        string name, ValueKind<T> kind, Func<RouteOptions, T, RouteOptions> set, Func<RouteOptions, T> get)
        where T : notnull => new(
            name,
            (route, value, faults) => kind.TryRead(value, faults, out var read) ? set(route, read) : null,
            route => kind.Write(get(route)));

    /// <summary>A key of a route.</summary>
    sealed record Part(string Name, Func<RouteOptions, ConfigValue, KeyFaults, RouteOptions?> Read, Func<RouteOptions, string> Write);
}

/// <summary>Where a route leads: a URI, or a table of <c>uri</c>, <c>priority</c> and <c>weight</c>.</summary>
sealed class RouteTargetKind : ValueKind<RouteTarget>
{
    // As large as those of SRV (RFC 2782).
    static readonly ValueKind<int> Number = Kinds.Number(0, 65_535);

    static readonly ValueKind<string> SipUriText = new TextKind(
        "SIP URI",
        static text => SipUri.TryParse(Encoding.UTF8.GetBytes(text), out var uri) && Ascii.IsValid(text) && ServerName.TryOf(uri, out _)
            ? null
            : $"\"{text}\" is not the URI of a server, such as sip:pbx.example.com or sip:192.0.2.7:5060;transport=tcp");

    public override string Description => "`\"sip:pbx.example.com\"` or `{ uri = …, priority = 1, weight = 1 }`";

    public override bool TryRead(ConfigValue value, KeyFaults faults, [MaybeNullWhen(false)] out RouteTarget result)
    {
        result = null;
        if (value is not TableValue table)
        {
            if (!SipUriText.TryRead(value, faults, out var alone))
                return false;
            result = new RouteTarget(alone);
            return true;
        }
        var (uri, priority, weight) = ((string?)null, 1, 1);
        var isFine = true;
        foreach (var (name, written) in table.Entries)
        {
            isFine &= name switch
            {
                "uri" => SipUriText.TryRead(written, faults, out uri),
                "priority" => Number.TryRead(written, faults, out priority),
                "weight" => Number.TryRead(written, faults, out weight),
                _ => faults.Refuse(written, $"'{name}' is not known; a target has uri, priority and weight"),
            };
        }
        if (!table.Entries.ContainsKey("uri"))
            return faults.Refuse(table, "a target needs uri");
        result = new RouteTarget(uri ?? "", priority, weight);
        return isFine;
    }

    public override string Write(RouteTarget value) => string.Create(
        CultureInfo.InvariantCulture, $"{{ uri = \"{value.Uri}\", priority = {value.Priority}, weight = {value.Weight} }}");
}
