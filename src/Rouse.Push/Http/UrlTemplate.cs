using System.Text;

namespace Rouse.Push.Http;

/// <summary>
/// A URL with placeholders: <c>{token}</c>, or <c>$token</c> as Flexisip's <c>external-push-uri</c> writes it. They stand in the path or
/// the query only, so that nothing a phone says can choose the host.
/// </summary>
internal sealed class UrlTemplate
{
    private static readonly (string Name, Placeholder Value)[] Names =
    [
        ("token", Placeholder.Token), ("param", Placeholder.Param), ("provider", Placeholder.Provider), ("call-id", Placeholder.CallId),
        ("uuid", Placeholder.Uuid), ("event", Placeholder.Event), ("to", Placeholder.To), ("from-uri", Placeholder.FromUri),
        ("from-name", Placeholder.FromName), ("instance", Placeholder.Instance),
    ];

    private static readonly (string Name, Placeholder Value)[] FlexisipNames =
    [
        ("token", Placeholder.Token), ("app-id", Placeholder.Param), ("type", Placeholder.Provider), ("call-id", Placeholder.CallId),
        ("event", Placeholder.Event), ("to-uri", Placeholder.To), ("from-uri", Placeholder.FromUri), ("from-name", Placeholder.FromName),
        ("uid", Placeholder.Instance),
    ];

    private readonly List<Part> _parts = [];

    private UrlTemplate()
    {
    }

    private enum Placeholder : byte
    {
        None,
        Token,
        Param,
        Provider,
        CallId,
        Uuid,
        Event,
        To,
        FromUri,
        FromName,
        Instance,
    }

    /// <summary>Reads a template; what is wrong with it is added to <paramref name="errors"/>.</summary>
    public static UrlTemplate Parse(string text, List<string> errors)
    {
        var template = new UrlTemplate();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var mark = rest.IndexOfAny("{}$");
            if (mark < 0)
                mark = rest.Length;
            if (mark > 0)
                template._parts.Add(new(rest[..mark].ToString(), Placeholder.None));
            rest = rest[mark..];
            if (!rest.IsEmpty)
                rest = rest[template.ReadPlaceholder(rest, errors)..];
        }
        template.CheckUrl(errors);
        return template;
    }

    /// <summary>The URL of one push; null if a value would make a dot segment (RFC 3986 §5.2.4) and so lead to another path.</summary>
    public Uri? Expand(PushMessage message, bool showCaller)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
            text.Append(part.Literal ?? Uri.EscapeDataString(Value(part.Placeholder, message, showCaller)));
        var url = text.ToString();
        return !HasDotSegment(url) && Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : null;
    }

    private static string Value(Placeholder placeholder, PushMessage message, bool showCaller) => placeholder switch
    {
        Placeholder.Token => message.Token,
        Placeholder.Param => message.Param,
        Placeholder.Provider => message.Provider,
        Placeholder.CallId => message.CallId,
        Placeholder.Uuid => CallUuid.Of(message.CallId).ToString(),
        Placeholder.Event => message.Event.Name(),
        Placeholder.Instance => message.InstanceId ?? "",
        Placeholder.To when showCaller => message.To ?? "",
        Placeholder.FromUri when showCaller => message.CallerUri ?? "",
        Placeholder.FromName when showCaller => message.CallerName ?? "",
        _ => "",
    };

    /// <summary>Takes the placeholder, or the lone <c>$</c>, at the start of <paramref name="rest"/>; the result is its length.</summary>
    private int ReadPlaceholder(ReadOnlySpan<char> rest, List<string> errors)
    {
        if (rest[0] == '$')
            return ReadFlexisipName(rest, errors);
        var end = rest[0] == '{' ? rest.IndexOf('}') : -1;
        if (end < 0)
        {
            errors.Add($"the URL has a '{rest[0]}' without its partner");
            return 1;
        }
        var name = rest[1..end];
        foreach (var known in Names)
        {
            if (!name.SequenceEqual(known.Name))
                continue;
            _parts.Add(new(null, known.Value));
            return end + 1;
        }
        errors.Add($"unknown placeholder {{{name}}} in the URL; known are {string.Join(' ', Names.Select(n => $"{{{n.Name}}}"))}");
        return end + 1;
    }

    // These names have no end mark, and need none: no one of them begins another.
    private int ReadFlexisipName(ReadOnlySpan<char> rest, List<string> errors)
    {
        foreach (var known in FlexisipNames)
        {
            if (!rest[1..].StartsWith(known.Name))
                continue;
            _parts.Add(new(null, known.Value));
            return 1 + known.Name.Length;
        }
        var length = 1;
        while (length < rest.Length && (char.IsAsciiLetter(rest[length]) || rest[length] == '-'))
            length++;
        if (length > 1)
            errors.Add($"unknown placeholder {rest[..length]} in the URL (a dollar sign itself is written %24)");
        else
            _parts.Add(new("$", Placeholder.None));
        return length;
    }

    private void CheckUrl(List<string> errors)
    {
        var sample = string.Concat(_parts.Select(p => p.Literal ?? "x"));
        if (!Uri.TryCreate(sample, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || AuthorityEnd(sample) < 0)
        {
            errors.Add("the URL must be an absolute http or https URL");
            return;
        }
        var fixedLength = _parts.TakeWhile(p => p.Literal is not null).Sum(p => p.Literal!.Length);
        if (fixedLength < sample.Length && fixedLength < AuthorityEnd(sample))
            errors.Add("placeholders may stand only in the path or the query of the URL");
        if (uri.UserInfo.Length > 0)
            errors.Add("user and password in the URL are not sent; use an Authorization header");
        if (uri.Fragment.Length > 0)
            errors.Add("the URL has a fragment ('#'), which is never sent");
        if (HasDotSegment(sample))
            errors.Add("the path of the URL has a '.' or '..' segment");
    }

    private static bool HasDotSegment(string url)
    {
        var path = url.AsSpan(Math.Max(0, AuthorityEnd(url)));
        var query = path.IndexOfAny('?', '#');
        if (query >= 0)
            path = path[..query];
        foreach (var segment in path.Split('/'))
        {
            if (path[segment] is "." or "..")
                return true;
        }
        return false;
    }

    /// <summary>Index of the first character after host and port; -1 if there is no authority.</summary>
    private static int AuthorityEnd(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
            return -1;
        var length = url.AsSpan(start + 3).IndexOfAny("/?#");
        return length < 0 ? url.Length : start + 3 + length;
    }

    private readonly record struct Part(string? Literal, Placeholder Placeholder);
}
