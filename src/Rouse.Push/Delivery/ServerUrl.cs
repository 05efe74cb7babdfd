namespace Rouse.Push.Delivery;

/// <summary>URL of a provider's server.</summary>
internal static class ServerUrl
{
    /// <summary>Reads one. Credentials and tokens go there: only https, and http to the machine itself.</summary>
    public static Uri? Parse(string name, string text, List<string> errors)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            errors.Add($"{name} must be an absolute https URL");
        else if (url.Scheme == "http" && !url.IsLoopback)
            errors.Add($"{name} must be https: keys and tokens go there");
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            errors.Add($"{name} may have neither user nor query nor fragment");
        else
            return url;
        return null;
    }

    /// <summary>The URL of a resource; a relay may have its own path before it.</summary>
    public static Uri Below(this Uri server, string path) => new(server, server.AbsolutePath.TrimEnd('/') + path);
}
