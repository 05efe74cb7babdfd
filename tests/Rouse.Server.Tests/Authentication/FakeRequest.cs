using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Authentication;

/// <summary>A request as a module sees it, made from wire text; records the answer as wire text.</summary>
sealed class FakeRequest(SipRequest request, Flow flow)
    : RequestContext(new RunList(static _ => { }), request, flow, 1, request.Headers.First(HeaderName.Via))
{
    Func<RequestContext, Verdict>? _next;

    public Verdict Verdict { get; private set; }

    /// <summary>Null while nothing was answered.</summary>
    public string? Response { get; private set; }

    public int? Status { get; private set; }

    /// <summary>Values of one header of the answer.</summary>
    public IReadOnlyList<string> ResponseHeaders(string name) =>
        [.. Lines(Response ?? "", $"{name}: ").Select(l => l[(name.Length + 2)..])];

    /// <summary>Lines of a message that begin with one of these.</summary>
    public static IEnumerable<string> Lines(string message, params string[] starts) =>
        message.Split("\r\n").Where(l => starts.Any(s => l.StartsWith(s, StringComparison.Ordinal)));

    public override TimeSpan WindowLeft => TimeSpan.Zero;

    /// <summary>The request as it would be sent on.</summary>
    public string SentOn() => Encoding.UTF8.GetString(SipWriter.Write(Outgoing));

    public static FakeRequest Parse(string wire, Flow? flow = null)
    {
        Assert.True(SipParser.TryParseDatagram(Encoding.UTF8.GetBytes(wire.ReplaceLineEndings("\r\n")), out var message, out _));
        return new FakeRequest(Assert.IsType<SipRequest>(message), flow ?? new FakeFlow());
    }

    /// <summary>Runs the modules as the pipeline does.</summary>
    public FakeRequest RunThrough(params IRequestModule[] modules)
    {
        foreach (var module in modules)
        {
            if ((Verdict = module.Handle(this)) != Verdict.Continue)
                break;
        }
        return GoOn();
    }

    /// <summary>What was suspended goes on, if its work is done.</summary>
    public FakeRequest GoOn()
    {
        while (Verdict == Verdict.Suspended && Interlocked.Exchange(ref _next, null) is { } next)
            Verdict = next(this);
        return this;
    }

    public override Verdict Answer(int status, string? phrase = null, IReadOnlyList<HeaderLine>? headers = null)
    {
        Assert.Null(Response);
        Status = status;
        var builder = new ResponseBuilder(Request, status, phrase, TopVia, "ours"u8);
        foreach (var line in headers ?? [])
            builder.Add(line.Name, line.Value.Span);
        Response = Encoding.UTF8.GetString(builder.ToArray());
        return Verdict.Answered;
    }

    public override void Step(StepKind kind, Target? target = null, int status = 0, object? detail = null)
    {
    }

    public override void Watch(AddressOfRecord aor, string? instance = null) => throw new NotSupportedException();

    public override Verdict Fork(ForkKind kind, IReadOnlyList<Target> targets) => throw new NotSupportedException();

    public override Verdict Suspend() => Verdict.Suspended;

    public override void Complete(Func<RequestContext, Verdict> next) => _next = next;

    public override void Wake(Target target, WakeUp wakeUp, TimeSpan after) => throw new NotSupportedException();

    public override void WakeUpAnswered(Target target, PushOutcome outcome) => throw new NotSupportedException();

    protected override void Handle(MailboxEvent happened) => throw new NotSupportedException();
}
