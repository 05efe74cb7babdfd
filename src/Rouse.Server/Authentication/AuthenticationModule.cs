using System.Collections.Concurrent;
using System.IO.Hashing;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;

namespace Rouse.Server.Authentication;

/// <summary>
/// Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760): nobody registers or calls as one of our users without that user's password,
/// and nothing is relayed for strangers. Runs behind the module that recognises our tokens in Route.
/// </summary>
sealed class AuthenticationModule : IRequestModule
{
    readonly Live<AuthenticationOptions> _options;
    readonly Domains _domains;
    readonly ILogger _log;
    readonly Nonces _nonces;
    readonly NonceCounts _counts = new();
    readonly Challenges _challenges;
    readonly IAccountStore? _accounts;
    readonly PasswordCheck _passwords;
    readonly ConcurrentDictionary<AddressOfRecord, bool> _toldWithoutPassword = new();

    /// <param name="options"><c>[auth]</c></param>
    /// <param name="accounts">Who may prove what; null only when authentication is off.</param>
    /// <param name="domains">Whose users are ours; its realm is the one of every challenge.</param>
    /// <param name="keys">Of the nonces.</param>
    /// <param name="time">Life of the nonces.</param>
    /// <param name="log">Failed logins.</param>
    /// <param name="digest">What passwords are checked with; null takes the real one.</param>
    public AuthenticationModule(
        Live<AuthenticationOptions> options,
        IAccountStore? accounts,
        Domains domains,
        ServerKeys keys,
        TimeProvider time,
        ILogger log,
        IDigest? digest = null)
    {
        _options = options;
        _domains = domains;
        _log = log;
        _nonces = new Nonces(keys, () => options.Current.NonceExpires, time);
        _challenges = new Challenges(options, domains, _nonces);
        _passwords = new PasswordCheck(domains, digest ?? new Digest());
        if (options.Current.Enabled)
            _accounts = accounts ?? throw new ArgumentNullException(nameof(accounts));
    }

    public Verdict Handle(RequestContext request)
    {
        if (_accounts == null)
            return Verdict.Continue;
        var isRegister = request.Request.Method == SipMethod.Register;
        var own = OwnCredentials.Take(request, isRegister ? HeaderName.Authorization : HeaderName.ProxyAuthorization, _domains);
        // It is never challenged, so outside a dialog of ours it could reach anybody.
        if (request is { Request.Method: SipMethod.Bye, Dialog: null })
            return request.Answer(481);
        if (NeedsNoProof(request))
            return Verdict.Continue;
        var claim = isRegister ? Claim.OfRegister(request.Request, _domains) : Claim.Of(request.Request, _domains);
        return claim.Kind switch
        {
            ClaimKind.Contradiction => Refuse(request, "identities differ"),
            ClaimKind.Stranger when isRegister || !MayCallAsStranger(request) => Refuse(request, "sender is not of our domains"),
            ClaimKind.Stranger => Verdict.Continue,
            ClaimKind.Anonymous when own == default && MayCallAsStranger(request) => Verdict.Continue,
            _ => Prove(request, claim, own, _accounts),
        };
    }

    // ACK and CANCEL cannot be challenged (RFC 3261 §22.1); a dialog's token proves that its request is of the two who talk.
    bool NeedsNoProof(RequestContext request) => request.Dialog is { IsOfParties: true } || request.Request.Method switch
    {
        SipMethod.Ack or SipMethod.Cancel or SipMethod.Bye => true,
        SipMethod.Options => request.RequestUri.User.IsEmpty && _domains.IsOurs(request.RequestUri),
        _ => false,
    };

    bool MayCallAsStranger(RequestContext request) => _options.Current.AcceptStrangers && _domains.ToAor(request.RequestUri) != null;

    Verdict Prove(RequestContext request, Claim claim, OwnCredentials own, IAccountStore accounts)
    {
        if (own.IsMalformed)
            return request.Answer(400, "Malformed Credentials");
        if (own.Credentials is not { } credentials || !IsRealmOf(claim, credentials.Realm))
            return Challenge(request, claim, isStale: false);
        var aor = claim.Kind == ClaimKind.User ? claim.Aor : _passwords.AorOf(credentials);
        var offered = _challenges.Offered(DomainOf(claim));
        // SIPp writes the domain where the Request-URI names a user; another user it must not be.
        if (!IsForTarget(credentials, request.RequestUri))
            return LoginFailed(request, aor, "credentials for another Request-URI");
        if (credentials.Qop == DigestQop.Other || credentials.Algorithm is not { } algorithm || !offered.Contains(algorithm))
            return LoginFailed(request, aor, "algorithm or qop that was not offered");
        var isCounted = credentials.Qop == DigestQop.Auth;
        if (IsStale(_nonces.Check(credentials.Nonce, credentials.Realm, out var nonce), isCounted))
            return Challenge(request, claim, isStale: true);
        var attempt = new Attempt(accounts, claim, aor, credentials, nonce);
        var lookup = accounts.Find(aor.User, aor.Domain);
        return lookup.State == AccountState.Pending
            ? Load(request, attempt, Freshness.Usual)
            : Decide(request, attempt, lookup, Freshness.Usual);
    }

    Verdict Load(RequestContext request, Attempt attempt, Freshness freshness)
    {
        var verdict = request.Suspend();
        attempt.Accounts.Load(
            attempt.Aor.User, attempt.Aor.Domain, freshness,
            lookup => request.Complete(again => Decide(again, attempt, lookup, freshness)));
        return verdict;
    }

    Verdict Decide(RequestContext request, Attempt attempt, AccountLookup lookup, Freshness freshness)
    {
        var (accounts, claim, aor, credentials, nonce) = attempt;
        if (lookup.State == AccountState.Unavailable)
            return Unavailable.Answer(request, "Accounts Unavailable");
        var result = _passwords.Check(aor, lookup.Account, credentials, request.Request.MethodName);
        if (result != PasswordResult.Right)
        {
            // It may have been changed just now, or the user made. Without an answer to that nobody is told that a password was wrong:
            // it would tell who exists.
            var newer = freshness == Freshness.Usual ? accounts.Find(aor.User, aor.Domain, Freshness.Doubted) : lookup;
            return newer.State == AccountState.Pending ? Load(request, attempt, Freshness.Doubted)
                : newer != lookup ? Decide(request, attempt, newer, Freshness.Doubted)
                : LoginFailed(request, aor, credentials.Algorithm.GetValueOrDefault(), result);
        }
        if (credentials.Qop == DigestQop.Auth && !_counts.TryUse(nonce, credentials.NonceCount, HashOf(request)))
            return Challenge(request, claim, isStale: true);
        request.AuthenticatedAs = aor;
        request.Step(StepKind.Authenticated, detail: aor.User);
        return Verdict.Continue;
    }

    // RFC 7616 §3.3 says stale to right responses only; the phone that gave a wrong one answers once more by itself, and is refused then.
    static bool IsStale(NonceVerdict verdict, bool isCounted) => verdict switch
    {
        NonceVerdict.Valid => false,
        NonceVerdict.FromBeforeStart => isCounted,
        _ => true,
    };

    // A retransmission passes again where no transaction absorbs it: the same bytes from the same place, and nothing else that repeats a
    // response.
    static ulong HashOf(RequestContext request)
    {
        var source = new ByteBuffer(64);
        source.Add((int)request.Flow.Transport);
        source.Add(":"u8);
        source.AddAddress(request.Flow.Remote.Address);
        source.Add(":"u8);
        source.Add(request.Flow.Remote.Port);
        var seed = XxHash3.HashToUInt64(source.Written);
        source.Return();
        return XxHash3.HashToUInt64(request.Request.Bytes.Span, (long)seed);
    }

    static bool IsForTarget(DigestCredentials credentials, SipUri target) =>
        credentials.Uri.SequenceEqual(target.Text.Span) || !SipUri.TryParse(credentials.Uri.ToArray(), out var uri)
        || uri.User.IsEmpty || target.User.IsEmpty || uri.User.Span.SequenceEqual(target.User.Span);

    // Who is anonymous may have been challenged for any domain.
    bool IsRealmOf(Claim claim, string realm) => claim.Kind != ClaimKind.User || realm == _domains.RealmOf(claim.Aor.Domain);

    string DomainOf(Claim claim) => claim.Kind == ClaimKind.User ? claim.Aor.Domain : _domains.Default;

    Verdict Challenge(RequestContext request, Claim claim, bool isStale) => request.Request.Method == SipMethod.Register
        ? request.Answer(401, null, _challenges.Write(HeaderName.WwwAuthenticate, DomainOf(claim), isStale))
        : request.Answer(407, null, _challenges.Write(HeaderName.ProxyAuthenticate, DomainOf(claim), isStale));

    Verdict LoginFailed(RequestContext request, AddressOfRecord aor, DigestAlgorithm algorithm, PasswordResult result)
    {
        if (result == PasswordResult.NoPassword && _toldWithoutPassword.TryAdd(aor, true))
            Log.NoPassword(_log, aor, algorithm);
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
        Log.LoginFailed(_log, aor, request.Flow.Remote.Address, why);
        return Refuse(request, why);
    }

    // The sender learns nothing but 403, whatever the reason.
    static Verdict Refuse(RequestContext request, string why)
    {
        request.Step(StepKind.Refused, detail: why);
        return request.Answer(403);
    }

    /// <summary>Credentials whose account is to be looked at.</summary>
    sealed record Attempt(IAccountStore Accounts, Claim Claim, AddressOfRecord Aor, DigestCredentials Credentials, NonceId Nonce);
}
