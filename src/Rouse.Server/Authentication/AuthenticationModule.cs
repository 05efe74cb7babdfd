using System.Collections.Concurrent;
using System.IO.Hashing;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

/// <summary>
/// Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760): nobody registers or calls as one of our users without that user's password, and nothing is
/// relayed for strangers. Runs behind the module that recognises our tokens in Route.
/// </summary>
/// <param name="options"><c>[auth]</c></param>
/// <param name="domains">Whose users are ours; its realm is the one of every challenge.</param>
/// <param name="accounts">Who may prove what.</param>
/// <param name="nonces">Of the same realm.</param>
/// <param name="counts">Uses of nonces with qop.</param>
/// <param name="digest">What the passwords are checked with.</param>
/// <param name="log">Failed logins.</param>
sealed class AuthenticationModule(
    AuthenticationOptions options, Domains domains, IAccountStore accounts, Nonces nonces, NonceCounts counts, IDigest digest, ILogger log) : IRequestModule
{
    readonly Challenges _challenges = new(options, domains.Realm, nonces);
    readonly PasswordCheck _passwords = new(domains, accounts, digest);
    readonly ConcurrentDictionary<AddressOfRecord, bool> _toldWithoutPassword = new();

    public Verdict Handle(RequestContext request)
    {
        if (!options.Enabled)
            return Verdict.Continue;
        var isRegister = request.Request.Method == SipMethod.Register;
        var own = OwnCredentials.Take(request, isRegister ? HeaderName.Authorization : HeaderName.ProxyAuthorization, domains.Realm);
        if (NeedsNoProof(request))
            return Pass(request);
        var claim = isRegister ? Claim.OfRegister(request.Request, domains) : Claim.Of(request.Request, domains);
        return claim.Kind switch
        {
            ClaimKind.Contradiction => Refuse(request, "identities differ"),
            ClaimKind.Stranger when isRegister || !MayCallAsStranger(request) => Refuse(request, "sender is not of our domains"),
            ClaimKind.Stranger => Pass(request),
            ClaimKind.Anonymous when own == default && MayCallAsStranger(request) => Pass(request),
            _ => Prove(request, claim, own),
        };
    }

    // ACK and CANCEL cannot be challenged (RFC 3261 §22.1); a dialog's token proves that its request is of the two who talk.
    bool NeedsNoProof(RequestContext request) => request.Dialog != null || request.Request.Method switch
    {
        SipMethod.Ack or SipMethod.Cancel or SipMethod.Bye => true,
        SipMethod.Options => request.RequestUri.User.IsEmpty && domains.IsOurs(request.RequestUri),
        _ => false,
    };

    bool MayCallAsStranger(RequestContext request) => options.AcceptStrangers && domains.ToAor(request.RequestUri) != null;

    Verdict Prove(RequestContext request, Claim claim, OwnCredentials own)
    {
        if (own.IsMalformed)
            return request.Answer(400, "Malformed Credentials");
        if (own.Credentials is not { } credentials)
            return Challenge(request, claim, isStale: false);
        var aor = claim.Kind == ClaimKind.User ? claim.Aor : _passwords.AorOf(credentials.Username);
        if (credentials.Algorithm is not { } algorithm || credentials.Qop == DigestQop.Other || !_challenges.Offered(DomainOf(claim)).Contains(algorithm))
            return LoginFailed(request, aor, "it answers with an algorithm or qop that was not offered");
        var verdict = nonces.Check(credentials.Nonce, out var nonce);
        if (verdict is NonceVerdict.Stale or NonceVerdict.Forged || (verdict == NonceVerdict.FromBeforeStart && credentials.Qop == DigestQop.Auth))
            return Challenge(request, claim, isStale: true);
        var result = _passwords.Check(aor, credentials, request.Request.MethodName);
        if (result != PasswordResult.Right)
            return LoginFailed(request, aor, algorithm, result);
        if (credentials.Qop == DigestQop.Auth && !counts.TryUse(nonce, credentials.NonceCount, HashOf(request.Request, credentials)))
            return Challenge(request, claim, isStale: true);
        request.AuthenticatedAs = aor;
        return Pass(request);
    }

    // A request that is sent again on the same path keeps these; so does one that was answered without a transaction and comes again.
    static ulong HashOf(SipRequest request, DigestCredentials credentials)
    {
        request.TryGetCSeq(out var cseq);
        var hash = XxHash3.HashToUInt64(request.CallId, cseq.Number);
        return XxHash3.HashToUInt64(credentials.Response, (long)hash);
    }

    // Who proves nothing asserts nothing (RFC 3325 §5), and an anonymous caller's preferred identity stays with us.
    static Verdict Pass(RequestContext request)
    {
        Remove(request, HeaderName.PPreferredIdentity);
        Remove(request, HeaderName.PAssertedIdentity);
        return Verdict.Continue;
    }

    static void Remove(RequestContext request, HeaderName name)
    {
        if (request.Request.Headers.Contains(name))
            request.Outgoing.Edits.RemoveAll(name);
    }

    string DomainOf(Claim claim) => claim.Kind == ClaimKind.User ? claim.Aor.Domain : domains.Default;

    Verdict Challenge(RequestContext request, Claim claim, bool isStale) => request.Request.Method == SipMethod.Register
        ? request.Answer(401, null, _challenges.Write(HeaderName.WwwAuthenticate, DomainOf(claim), isStale))
        : request.Answer(407, null, _challenges.Write(HeaderName.ProxyAuthenticate, DomainOf(claim), isStale));

    Verdict LoginFailed(RequestContext request, AddressOfRecord aor, DigestAlgorithm algorithm, PasswordResult result)
    {
        if (result == PasswordResult.NoPassword && _toldWithoutPassword.TryAdd(aor, true))
            Log.NoPassword(log, aor, algorithm);
        return LoginFailed(request, aor, result switch
        {
            PasswordResult.UnknownUser => "unknown user",
            PasswordResult.OtherUser => "credentials of another user",
            PasswordResult.NoPassword => "no password of that algorithm",
            _ => "wrong password",
        });
    }

    Verdict LoginFailed(RequestContext request, AddressOfRecord aor, string why)
    {
        Log.LoginFailed(log, aor, request.Flow.Remote.Address, why);
        return Refuse(request, why);
    }

    // The sender learns nothing but 403, whatever the reason.
    static Verdict Refuse(RequestContext request, string why)
    {
        request.Step(why);
        return request.Answer(403);
    }
}
