using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;

namespace Rouse.Server.Admin;

/// <summary>
/// Whom an operator means: <c>bob@example.org</c>, <c>sip:bob@example.org</c>, <c>bob</c> in whatever domain, <c>@example.org</c>, or
/// nothing for all.
/// </summary>
/// <param name="User">Null is every user.</param>
/// <param name="Domain">Null is every domain.</param>
readonly record struct AorFilter(string? User, string? Domain)
{
    /// <summary>The one address that is meant; null where it may be several.</summary>
    public AddressOfRecord? One => User is null || Domain is null ? null : new AddressOfRecord(User, Domain);

    public static AorFilter Parse(string text, Domains domains)
    {
        var name = text.Trim();
        foreach (var scheme in (string[])["sip:", "sips:"])
        {
            if (name.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                name = name[scheme.Length..];
        }
        var at = name.LastIndexOf('@');
        var user = at < 0 ? name : name[..at];
        var domain = at < 0 ? null : DomainOf(name[(at + 1)..], domains);
        return new AorFilter(user.Length == 0 ? null : AddressOfRecord.Unescape(Encoding.UTF8.GetBytes(user)), domain);
    }

    public bool Includes(AddressOfRecord aor) => (User is null || User == aor.User) && (Domain is null || Domain == aor.Domain);

    // An address of ours stands for the domain that its users are bound in.
    static string DomainOf(string host, Domains domains) =>
        SipUri.TryParse(Encoding.UTF8.GetBytes($"sip:{host}"), out var uri) && domains.Canonical(uri) is { } canonical
            ? canonical
            : host.ToLowerInvariant();
}
