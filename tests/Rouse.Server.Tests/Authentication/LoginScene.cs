using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Authentication;
using Rouse.Server.Guard;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Sanity;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Authentication;

/// <summary>A server for example.org and example.net with alice and bob, as far as its first modules go.</summary>
sealed class LoginScene
{
    readonly SanityModule _sanity;
    readonly ServerKeys _keys = new(new byte[32]);
    readonly IReadOnlyList<Account> _accounts;
    readonly AuthenticationOptions _options;
    AuthenticationModule _authentication;
    int _calls;

    public LoginScene(AuthenticationOptions? options = null, params Account[] more)
    {
        _options = options ?? new AuthenticationOptions();
        Domains = new Domains(
            ["example.org", "example.net"], "rouse", static (host, port) => host.SequenceEqual("192.0.2.1"u8) && port is 0 or 5060);
        _accounts = [Clear("alice", "alice-secret"), Clear("bob", "bob-secret"), .. more];
        _sanity = new SanityModule(Domains);
        Guard = new SourceGuard(new GuardOptions(), Time, NullLogger.Instance);
        _authentication = Start();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public Domains Domains { get; }

    public RecordedLog Log { get; } = new();

    public SourceGuard Guard { get; }

    public CountedDigest Digest { get; } = new();

    /// <summary>The authorization server.</summary>
    public TokenServer Tokens { get; } = new();

    /// <summary>Trusted sources.</summary>
    public HashSet<string> Trusted { get; } = [];

    /// <summary>How requests come that say nothing else.</summary>
    public FakeFlow Flow { get; set; } = new();

    public static Account Clear(string user, string password) => new(user, "example.org", password, null, null);

    /// <summary>HA1 as a users file has it.</summary>
    public static string Md5Ha1(string user, string password) => DigestClient.Hash($"{user}:example.org:{password}", isSha256: false);

    public static string Sha256Ha1(string user, string password) => DigestClient.Hash($"{user}:example.org:{password}", isSha256: true);

    /// <summary>The process ends and another begins with the same data folder.</summary>
    public void Restarts() => _authentication = Start();

    public FakeRequest Send(FakeRequest request) => request.RunThrough(_sanity, _authentication);

    public FakeRequest Send(string wire) => Send(FakeRequest.Parse(wire, Flow));

    public FakeRequest Register(
        string? authorization = null, string to = "sip:alice@example.org", string? from = null, string? callId = null) =>
        Send(Text("REGISTER", "sip:example.org", from ?? to, to, Line("Authorization", authorization), callId));

    public FakeRequest Invite(
        string? authorization = null, string from = "sip:alice@example.org", string uri = "sip:bob@example.org", string headers = "") =>
        Send(Text("INVITE", uri, from, uri, Line("Proxy-Authorization", authorization) + headers));

    /// <summary>One challenge, as it stands in the response.</summary>
    public string RegisterChallenge() => Register().ResponseHeaders("WWW-Authenticate")[0];

    public string InviteChallenge() => Invite().ResponseHeaders("Proxy-Authenticate")[0];

    public string Text(string method, string uri, string from, string to, string headers = "", string? callId = null)
    {
        var call = callId ?? $"call-{++_calls}";
        return $"""
            {method} {uri} SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7:40000;branch=z9hG4bK{call};rport
            From: <{from}>;tag=f1
            To: <{to}>
            Call-ID: {call}
            CSeq: 20 {method}
            Max-Forwards: 70
            {headers}Content-Length: 0


            """;
    }

    static string Line(string name, string? value) => value == null ? "" : $"{name}: {value}\r\n";

    AuthenticationModule Start() => new(
        _options, new AccountStore(_accounts), Domains, _keys, Time, Log,
        new AuthenticationServices { Digest = Digest, Keys = Tokens, Trust = new TrustedSources(Trusted), Guard = Guard });

    sealed class TrustedSources(HashSet<string> sources) : ITrust
    {
        public bool IsTrusted(Flow flow) => IsTrusted(flow.Remote.Address);

        public bool IsTrusted(IPAddress address) => sources.Contains($"{address}");
    }
}
