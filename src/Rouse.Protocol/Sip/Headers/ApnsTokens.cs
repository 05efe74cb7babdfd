namespace Rouse.Protocol.Sip.Headers;

/// <summary>
/// Brings APNs tokens and services together. RFC 8599 §10 has one service at the end of pn-param and one token. Linphone and Flexisip
/// have more: <c>TEAM.bundle.voip&amp;remote</c> with <c>token:voip&amp;token:remote</c>, in any order; tokens without a service take
/// those that are left, in order.
/// </summary>
static class ApnsTokens
{
    /// <summary>Apple has two services with tokens of their own; hostile lists end here.</summary>
    internal const int MostServices = 4;

    /// <summary>Empty, with a defect, when it is not certain which token is for what.</summary>
    public static IReadOnlyList<PushToken> Pair(string param, string prid, out string? defect)
    {
        var (app, services) = Split(param);
        var tokens = prid.Split('&');
        // A pn-param without a service stands for one, as in Flexisip.
        if (Math.Max(services.Length, 1) != tokens.Length || tokens.Length > MostServices)
        {
            defect = $"pn-param declares {Count(services.Length, "service")}, pn-prid has {Count(tokens.Length, "token")}";
            return [];
        }
        if (services.Length == 0)
            services = [SuffixOf(tokens[0]) ?? PushToken.Remote];

        var paired = new PushToken?[services.Length];
        foreach (var text in tokens.OrderBy(token => SuffixOf(token) == null))
        {
            var suffix = SuffixOf(text);
            var token = suffix == null ? text : text[..^(suffix.Length + 1)];
            var slot = FreeSlot(paired, services, suffix);
            if (slot < 0 || token.Length == 0)
            {
                defect = slot < 0 ? $"pn-prid has a {suffix} token that pn-param does not declare" : "pn-prid has an empty token";
                return [];
            }
            paired[slot] = new PushToken(services[slot], token, app);
        }
        defect = null;
        return paired!;
    }

    // RFC 8599 §10: the last period starts the service. A bundle that ends otherwise has none.
    static (string App, string[] Services) Split(string param)
    {
        var period = param.LastIndexOf('.');
        var services = param[(period + 1)..].ToLowerInvariant().Split('&');
        var hasServices = period > 0 && (services.Length > 1 || services[0] is PushToken.Voip or PushToken.Remote);
        return hasServices ? (param[..period], services) : (param, []);
    }

    static string? SuffixOf(string token)
    {
        if (token.EndsWith(":" + PushToken.Voip, StringComparison.OrdinalIgnoreCase))
            return PushToken.Voip;
        return token.EndsWith(":" + PushToken.Remote, StringComparison.OrdinalIgnoreCase) ? PushToken.Remote : null;
    }

    // Where a token with this service belongs; one without takes the first free place.
    static int FreeSlot(PushToken?[] paired, string[] services, string? service)
    {
        for (var i = 0; i < services.Length; i++)
        {
            if (paired[i] == null && (service == null || services[i] == service))
                return i;
        }
        return -1;
    }

    static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
