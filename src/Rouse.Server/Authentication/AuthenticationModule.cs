using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Authentication.Certificates;
using Rouse.Server.Authentication.Trust;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Authentication;

/// <summary>
/// Authentication: nobody registers or calls as one of our users without that user's password, token or certificate, and nothing is relayed
/// for strangers. Trusted peers are believed. Runs behind the module that recognises our tokens in Route.
/// </summary>
sealed class AuthenticationModule : IRequestModule, IResponseModule
{
    readonly Live<AuthenticationOptions> _options;
    readonly Domains _domains;
    readonly Challenges _challenges;
    readonly AuthenticationAnswers _answers;
    readonly IAccountStore? _accounts;
    readonly DigestProof _digest;
    readonly CertificateIdentity _certificates;
    readonly BearerProof _bearer;
    readonly PeerIdentity _peers;

    /// <param name="options"><c>[auth]</c></param>
    /// <param name="accounts">Who may prove what; null only when authentication is off.</param>
    /// <param name="domains">Whose users are ours; its realm is the one of every challenge.</param>
    /// <param name="keys">Of the nonces.</param>
    /// <param name="time">Life of the nonces and tokens.</param>
    /// <param name="log">Failed logins.</param>
    /// <param name="services">Null takes the real ones, and trusts nobody.</param>
    public AuthenticationModule(
        Live<AuthenticationOptions> options,
        IAccountStore? accounts,
        Domains domains,
        ServerKeys keys,
        TimeProvider time,
        ILogger log,
        AuthenticationServices? services = null)
    {
        services ??= new AuthenticationServices();
        _options = options;
        _domains = domains;
        var nonces = new Nonces(keys, () => options.Current.NonceExpires, time);
        _challenges = new Challenges(options, domains, nonces, services.Guard);
        _answers = new AuthenticationAnswers(_challenges, domains, log);
        _digest = new DigestProof(domains, _challenges, _answers, nonces, services, log);
        _certificates = new CertificateIdentity(domains);
        _bearer = new BearerProof(new BearerTokens(options, services.Keys, time, log), domains, _answers);
        _peers = new PeerIdentity(services.Trust, domains);
        if (options.Current.Enabled)
            _accounts = accounts ?? throw new ArgumentNullException(nameof(accounts));
    }

    public Verdict Handle(RequestContext request)
    {
        var isRegister = request.Request.Method == SipMethod.Register;
        var isBelieved = _peers.Believes(request, isRegister);
        if (_accounts == null)
            return Verdict.Continue;
        var header = isRegister ? HeaderName.Authorization : HeaderName.ProxyAuthorization;
        var own = OwnCredentials.Take(request, header, _domains, _options.Current.TakesTokens);
        // It is never challenged, so outside a dialog of ours it could reach anybody.
        if (request is { Request.Method: SipMethod.Bye, Dialog: null })
            return request.Answer(481);
        if (isBelieved)
            return Verdict.Continue;
        if (NeedsNoProof(request))
            return Verdict.Continue;
        var claim = isRegister ? Claim.OfRegister(request.Request, _domains) : Claim.Of(request.Request, _domains);
        return claim.Kind switch
        {
            ClaimKind.Contradiction => AuthenticationAnswers.Refuse(request, "identities differ"),
            ClaimKind.Stranger when isRegister || !MayCallAsStranger(request) =>
                AuthenticationAnswers.Refuse(request, "sender is not of our domains"),
            ClaimKind.Stranger => Verdict.Continue,
            ClaimKind.Anonymous when own == default && MayCallAsStranger(request) => Verdict.Continue,
            _ => Prove(request, claim, own, _accounts),
        };
    }

    // Another server challenges who has answered our challenge. Its next request has to answer both (RFC 3261 §22.3), but many clients,
    // such as liblinphone, answer only what the last response asks: so ours stands beside it, as one that renews the nonce.
    void IResponseModule.Write(RequestContext request, Branch branch, OutgoingMessage response)
    {
        if (response.Message is not SipResponse { Status: 407 } || request is { AuthenticatedAs: null } or { IsTrusted: true }
            || !OwnCredentials.Had(request.Request, _domains))
            return;
        foreach (var line in _challenges.Write(
            HeaderName.ProxyAuthenticate, request.AuthenticatedAs!.Value.Domain, ChallengeCause.Stale, request.Flow))
            response.Edits.Append(line.Name, line.Value);
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
        var domain = _answers.DomainOf(claim);
        if (request.Flow.Certificate is { } shown && Accepts(AuthenticationMethod.Certificate))
        {
            if (_certificates.Prove(claim, shown, _options.Current.Certificate) is { } proved)
                return AuthenticationAnswers.Proved(request, proved);
            if (_options.Current.Certificate.RefusesOthers)
                return _answers.LoginFailed(request, claim, "certificate of another user");
        }
        if (own.Token is { } token && Accepts(AuthenticationMethod.Bearer))
            return _bearer.Prove(request, claim, domain, token);
        if (own.IsMalformed)
            return request.Answer(400, "Malformed Credentials");
        return own.Credentials is { } credentials && Accepts(AuthenticationMethod.Digest)
            ? _digest.Prove(request, claim, credentials, accounts)
            : _answers.Challenge(request, claim, ChallengeCause.None);

        bool Accepts(AuthenticationMethod method) => _challenges.Accepts(method, domain, request.Flow.IsSecure);
    }
}

/// <summary>What authentication is done with; tests give theirs.</summary>
sealed record AuthenticationServices
{
    public IDigest Digest { get; init; } = new Digest();

    /// <summary>Hears of wrong passwords; null: nobody does.</summary>
    public ILoginGuard? Guard { get; init; }

    /// <summary>Keys of authorization servers.</summary>
    public IKeySource Keys { get; init; } = new KeySource();

    /// <summary>Null trusts nobody.</summary>
    public ITrust? Trust { get; init; }
}
