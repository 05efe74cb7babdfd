using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Registrar;
using Rouse.Server.Tests.Location;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Registrar;

/// <summary>A registrar for example.org and test.local with its store; REGISTERs go in as wire text.</summary>
sealed class RegistrarScene : IPushCoverage, ILocationWatcher, ILogger
{
    static readonly Domains Domains =
        new(["example.org", "test.local", "example.com", "2001:db8::10", "2001:db8::10:5070"], "example.org", (_, _) => false);

    static readonly Meter Meter = new("Rouse");

    long _lastNumber;

    public RegistrarScene()
    {
        Store = new MemoryLocationStore(Clock, 12, this);
        Gruus = new Gruus(new ServerKeys(new byte[32]), Domains, Store);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public MemoryLocationStore Store { get; }

    public Gruus Gruus { get; }

    public LocationWatches Watches { get; } = new();

    public FakeFlow Flow { get; set; } = FakeFlow.Tcp("192.0.2.7:4444");

    public RegistrarOptions Options { get; set; } = new();

    public TimeSpan Reach { get; set; } = TimeSpan.FromDays(24);

    /// <summary>Whether authentication is on.</summary>
    public bool Authenticates { get; set; }

    public AddressOfRecord? AuthenticatedAs { get; set; }

    /// <summary>The only app with credentials.</summary>
    public string CoveredApp { get; set; } = "test-project";

    /// <summary>What happened, in order: answers and announcements.</summary>
    public List<string> Events { get; } = [];

    public List<string> LogLines { get; } = [];

    /// <summary>The REGISTER of bob with these header lines.</summary>
    public FakeRequest Registers(params string[] headers) => Sends(Register("bob", headers));

    public FakeRequest Sends(string text) => Sends(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));

    public FakeRequest Sends(ReadOnlyMemory<byte> bytes)
    {
        FakeRequest? request = null;
        request = new FakeRequest(FakeRequest.Parse(bytes), Flow, ++_lastNumber, () => Events.Add($"{request!.Answered}"))
        {
            AuthenticatedAs = AuthenticatedAs,
        };
        var grant = new GrantOptions(Options, Reach);
        Verdict = new RegistrarModule(grant, Authenticates, Domains, Store, Watches, this, Gruus, new(Meter), Clock, this).Handle(request);
        Assert.Equal(Verdict == Verdict.Answered, request.Answered != null);
        return request;
    }

    /// <summary>Of the last request.</summary>
    public Verdict Verdict { get; private set; }

    /// <summary>Wire text with what a REGISTER must have; <paramref name="headers"/> with the same name replace it.</summary>
    public string Register(string user, params string[] headers)
    {
        string[] mandatory =
        [
            $"Via: SIP/2.0/TCP 192.0.2.7:5060;branch=z9hG4bK{_lastNumber}", $"From: <sip:{user}@example.org>;tag=1",
            $"To: <sip:{user}@example.org>", $"Call-ID: {user}-call", $"CSeq: {_lastNumber + 1} REGISTER",
        ];
        var kept = mandatory.Where(m => !headers.Any(h => h.StartsWith(m[..(m.IndexOf(':') + 1)], StringComparison.Ordinal)));
        return $"REGISTER sip:example.org SIP/2.0\n{string.Join('\n', [.. kept, .. headers])}\n\n";
    }

    public IReadOnlyList<Binding> Bindings(string user, string domain = "example.org") => Store.Find(new(user, domain));

    /// <summary>Whether a GRUU leads to this device of bob.</summary>
    public bool Resolves(string gruu, string instance) =>
        SipUri.TryParse(Encoding.ASCII.GetBytes(gruu), out var uri) && Gruus.TryResolve(uri, out var target)
        && target == new GruuTarget(new("bob", "example.org"), instance);

    /// <summary>Bytes of a message in the corpus of the protocol's tests, such as <c>Torture/rfc4475/escnull.dat</c>.</summary>
    public static byte[] Corpus(string path) =>
        File.ReadAllBytes(Path.Combine(SourceTree.Root, "tests", "Rouse.Protocol.Tests", path));

    /// <summary>What it takes.</summary>
    public PushCoverage Coverage { get; set; } = PushCoverage.Provider;

    PushCoverage IPushCoverage.Of(PushParameters parameters, Flow flow) =>
        parameters.Param == CoveredApp && parameters.Tokens.Count > 0 ? Coverage : PushCoverage.None;

    IReadOnlyList<string> IPushCoverage.TypesFor(PushParameters query, Flow flow) =>
        query.Provider.Length == 0 ? ["apns", "fcm"] : query.Provider is "apns" or "fcm" ? [query.Provider] : [];

    void ILocationWatcher.Registered(Binding binding) => Events.Add($"announced {binding.Uri}");

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Information)
            LogLines.Add(formatter(state, exception));
    }
}
