using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Identity;

/// <summary>
/// The border of the trust domain (RFC 3325): what only its members may say of an identity (P-Asserted-Identity, P-Asserted-Service,
/// P-Charging-*) is taken out of what others send, and an identity that is private does not leave it. What a phone would like to be called
/// (P-Preferred-Identity) passes, unless it calls anonymously.
/// </summary>
sealed class AssertedIdentityModule(ITrust trust) : IRequestModule, IBranchModule, IResponseModule
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

        /// <summary>What the caller would like to be called.</summary>
        Wish = 4,
    }

    Verdict IRequestModule.Handle(RequestContext request)
    {
        if (Read(request.Request).HasFlag(Said.Assertion) && !trust.IsTrusted(request.Flow))
            RemoveAssertions(request.Outgoing);
        return Verdict.Continue;
    }

    void IBranchModule.Write(RequestContext request, Branch branch, OutgoingMessage outgoing)
    {
        var said = Read(outgoing.Message);
        if ((said & (Said.Identity | Said.Wish)) == 0 || trust.IsTrusted(branch.Flow))
            return;
        var isPrivate = IsPrivate(outgoing.Message);
        if (isPrivate)
            outgoing.Edits.RemoveAll(HeaderName.PAssertedIdentity);
        if (!isPrivate && !IsAnonymous(outgoing.Message))
            return;
        outgoing.Edits.RemoveAll(HeaderName.PPreferredIdentity);
        outgoing.Edits.RemoveAll(HeaderName.RemotePartyId);
    }

    void IResponseModule.Write(RequestContext request, Branch branch, OutgoingMessage response)
    {
        var said = Read(response.Message);
        if (!said.HasFlag(Said.Assertion))
            return;
        if (!trust.IsTrusted(branch.Flow))
            RemoveAssertions(response);
        else if (said.HasFlag(Said.Identity) && IsPrivate(response.Message) && !trust.IsTrusted(request.Flow))
            response.Edits.RemoveAll(HeaderName.PAssertedIdentity);
    }

    // From whom it is, nobody knows any more.
    void IResponseModule.WriteAgain(OutgoingMessage response)
    {
        if (Read(response.Message).HasFlag(Said.Assertion))
            RemoveAssertions(response);
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
        HeaderName.PPreferredIdentity or HeaderName.RemotePartyId => Said.Wish,
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

    // RFC 3323 §4.1.1.3
    static bool IsAnonymous(SipMessage message) =>
        NameAddress.TryParse(message.Headers.First(HeaderName.From), out var from) && from.TryGetUri(out var uri)
        && (Ascii.EqualsIgnoreCase(uri.Host.Span, "anonymous.invalid"u8) || Ascii.EqualsIgnoreCase(uri.User.Span, "anonymous"u8));
}
