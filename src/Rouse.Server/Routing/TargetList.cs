using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Routing;

/// <summary>
/// <c>X-Target-Uris</c>, as Flexisip has it: a trusted peer, such as a conference server, names all users that a request goes to in place
/// of the one in its Request-URI. From nobody else: it would ring everybody.
/// </summary>
sealed class TargetList(Domains domains)
{
    /// <summary>Own decision: a conference is larger by further requests.</summary>
    const int MostUsers = 100;

    static ReadOnlySpan<byte> Name => "X-Target-Uris"u8;

    /// <summary>Takes the list off the request; null where there is none that counts.</summary>
    public List<AddressOfRecord>? Take(RequestContext request)
    {
        if (!request.IsTrusted)
            return null;
        List<AddressOfRecord>? users = null;
        var headers = request.Request.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Name != HeaderName.Other || !Ascii.EqualsIgnoreCase(headers.NameText(i).Span, Name))
                continue;
            request.Outgoing.Edits.Remove(i);
            foreach (var value in ListValue.Split(headers.Value(i)))
            {
                users ??= [];
                if (users.Count < MostUsers && domains.ToAor(value) is { } user && !users.Contains(user))
                    users.Add(user);
            }
        }
        return users;
    }
}
