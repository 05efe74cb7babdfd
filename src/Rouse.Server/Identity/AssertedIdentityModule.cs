using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Identity;

/// <summary>
/// The border of the trust domain (RFC 3325): what only its members may say of an identity (P-Asserted-Identity, P-Asserted-Service,
/// P-Charging-*, and Remote-Party-ID, which was there before and which phones show alike) is taken out of what others send, and an
/// identity that is private does not leave it. What a phone would like to be called (P-Preferred-Identity) passes, unless it calls
/// anonymously or names somebody else too.
/// </summary>
sealed class AssertedIdentityModule(ITrust trust, Domains domains) : IRequestModule, IBranchModule, IResponseModule
{
    /// <summary>What a message says of identities.</summary>
    [Flags]
    enum Said : byte
    {
        Nothing = 0,

        /// <summary>What only the trust domain may say.</summary>
        Assertion = 1,

        /// <summary>P-Asserted-Identity is among it.</summary>
        Identity = 2,

        /// <summary>Another header says who it is.</summary>
        Other = 4,

        /// <summary>What the caller would like to be called.</summary>
        Wish = 8,
    }

    Verdict IRequestModule.Handle(RequestContext request)
    {
        var said = Read(request.Request);
        if ((said & (Said.Assertion | Said.Wish)) == 0 || trust.IsTrusted(request.Flow))
            return Verdict.Continue;
        RemoveAssertions(request.Outgoing);
        if (said.HasFlag(Said.Wish) && !IsOfSender(request))
            request.Outgoing.Edits.RemoveAll(HeaderName.PPreferredIdentity);
        return Verdict.Continue;
    }

    void IBranchModule.Write(RequestContext request, Branch branch, OutgoingMessage outgoing)
    {
        var said = Read(outgoing.Message);
        if ((said & (Said.Identity | Said.Other)) == 0 || trust.IsTrusted(branch.Flow))
            return;
        if (IsPrivate(outgoing.Message))
            RemoveIdentities(outgoing);
        else if (Anonymity.IsOf(outgoing.Message))
            RemoveOthers(outgoing);
    }

    void IResponseModule.Write(RequestContext request, Branch branch, OutgoingMessage response)
    {
        var said = Read(response.Message);
        if (!said.HasFlag(Said.Assertion))
            return;
        if (!trust.IsTrusted(branch.Flow))
            RemoveAssertions(response);
        else if ((said & (Said.Identity | Said.Other)) != 0 && IsPrivate(response.Message) && !trust.IsTrusted(request.Flow))
            RemoveIdentities(response);
    }

    // From whom it is, nobody knows any more.
    void IResponseModule.WriteAgain(OutgoingMessage response)
    {
        if (Read(response.Message).HasFlag(Said.Assertion))
            RemoveAssertions(response);
    }

    // RFC 3325 §9.2 allows a second one, a tel URI: nobody has proved that it is his.
    bool IsOfSender(RequestContext request)
    {
        var sender = request.AuthenticatedAs ?? UserOf(request.Request.Headers.First(HeaderName.From));
        foreach (var value in request.Request.Headers.Values(HeaderName.PPreferredIdentity))
        {
            if (UserOf(value) is not { } user || user != sender)
                return false;
        }
        return true;
    }

    AddressOfRecord? UserOf(ReadOnlyMemory<byte> value)
    {
        if (!NameAddress.TryParse(value, out var address) || !address.TryGetUri(out var uri) || !uri.IsSip)
            return null;
        return domains.ToAor(uri) ?? AddressOfRecord.Of(uri, Encoding.UTF8.GetString(uri.Host.Span).ToLowerInvariant());
    }

    static Said Read(SipMessage message)
    {
        var headers = message.Headers;
        var said = Said.Nothing;
        for (var i = 0; i < headers.Count; i++)
            said |= Read(headers, i);
        return said;
    }

    static Said Read(HeaderList headers, int index) => headers[index].Name switch
    {
        HeaderName.PAssertedIdentity => Said.Assertion | Said.Identity,
        HeaderName.PAssertedService => Said.Assertion,
        HeaderName.PPreferredIdentity => Said.Other | Said.Wish,
        HeaderName.RemotePartyId => Said.Assertion | Said.Other,
        HeaderName.Other when IsCharging(headers.NameText(index).Span) => Said.Assertion,
        _ => Said.Nothing,
    };

    // RFC 7315 §4.5 and §4.6 have two of them.
    static bool IsCharging(ReadOnlySpan<byte> name) => name.Length > 11 && Ascii.EqualsIgnoreCase(name[..11], "P-Charging-"u8);

    static void RemoveAssertions(OutgoingMessage outgoing)
    {
        var headers = outgoing.Message.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            if (Read(headers, i).HasFlag(Said.Assertion))
                outgoing.Edits.Remove(i);
        }
    }

    static void RemoveIdentities(OutgoingMessage outgoing)
    {
        outgoing.Edits.RemoveAll(HeaderName.PAssertedIdentity);
        RemoveOthers(outgoing);
    }

    static void RemoveOthers(OutgoingMessage outgoing)
    {
        outgoing.Edits.RemoveAll(HeaderName.PPreferredIdentity);
        outgoing.Edits.RemoveAll(HeaderName.RemotePartyId);
    }

    // RFC 3325 §9.3; values stand behind semicolons (RFC 3323 §4.2).
    static bool IsPrivate(SipMessage message)
    {
        foreach (var value in message.Headers.Values(HeaderName.Privacy))
        {
            var span = value.Span;
            foreach (var range in span.SplitAny(";,"u8))
            {
                if (Ascii.EqualsIgnoreCase(span[range].Trim(" \t\r\n"u8), "id"u8))
                    return true;
            }
        }
        return false;
    }
}
