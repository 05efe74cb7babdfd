using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Identity;

/// <summary>
/// The border of the trust domain (RFC 3325): what only its members may say of an identity (P-Asserted-Identity, P-Asserted-Service,
/// P-Charging-*) is taken out of what others send, and an asserted identity that is private does not leave it. What a phone would prefer to
/// be called (P-Preferred-Identity) passes.
/// </summary>
sealed class AssertedIdentityModule(ITrust trust) : IRequestModule, IBranchModule, IResponseModule
{
    Verdict IRequestModule.Handle(RequestContext request)
    {
        if (Asserts(request.Request) && !trust.IsTrusted(request.Flow))
            RemoveAssertions(request.Outgoing);
        return Verdict.Continue;
    }

    void IBranchModule.Write(RequestContext request, Branch branch, OutgoingMessage outgoing)
    {
        if (IsPrivate(outgoing.Message) && !trust.IsTrusted(branch.Flow))
            outgoing.Edits.RemoveAll(HeaderName.PAssertedIdentity);
    }

    void IResponseModule.Write(RequestContext request, Branch branch, OutgoingMessage response)
    {
        if (!Asserts(response.Message))
            return;
        if (!trust.IsTrusted(branch.Flow))
            RemoveAssertions(response);
        else if (IsPrivate(response.Message) && !trust.IsTrusted(request.Flow))
            response.Edits.RemoveAll(HeaderName.PAssertedIdentity);
    }

    // Nobody knows any more from whom it is.
    void IResponseModule.WriteAgain(OutgoingMessage response)
    {
        if (Asserts(response.Message))
            RemoveAssertions(response);
    }

    static bool Asserts(SipMessage message)
    {
        var headers = message.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            if (IsAssertion(headers, i))
                return true;
        }
        return false;
    }

    static void RemoveAssertions(OutgoingMessage outgoing)
    {
        var headers = outgoing.Message.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            if (IsAssertion(headers, i))
                outgoing.Edits.Remove(i);
        }
    }

    // RFC 7315 §4.5 and §4.6, and what others have added.
    static bool IsAssertion(HeaderList headers, int index) => headers[index].Name switch
    {
        HeaderName.PAssertedIdentity or HeaderName.PAssertedService => true,
        HeaderName.Other => headers.NameText(index).Span is { Length: > 11 } name && Ascii.EqualsIgnoreCase(name[..11], "P-Charging-"u8),
        _ => false,
    };

    // RFC 3325 §9.3; values stand behind semicolons (RFC 3323 §4.2).
    static bool IsPrivate(SipMessage message)
    {
        if (!message.Headers.Contains(HeaderName.PAssertedIdentity))
            return false;
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
