using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Registrar;

/// <summary>A request whose answer is kept, as wire text that was parsed again.</summary>
sealed class FakeRequest : RequestContext
{
    readonly Action? _answered;

    public FakeRequest(SipRequest request, Flow flow, long receiveNumber, Action? answered = null)
        : base(new RunList(static _ => { }), request, flow, receiveNumber, default)
    {
        _answered = answered;
        RequestUri = SipUri.TryParse(request.RequestUri, out var uri) ? uri : default;
    }

    /// <summary>Null when there was none.</summary>
    public SipResponse? Answered { get; private set; }

    public static SipRequest Parse(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(SipParser.TryParseDatagram(bytes, out var message, out var error), error?.ToString());
        return Assert.IsType<SipRequest>(message);
    }

    public override Verdict Answer(int status, string? phrase = null, IReadOnlyList<HeaderLine>? headers = null)
    {
        Assert.Null(Answered);
        var builder = new ResponseBuilder(Request, status, phrase, TopVia, "our-tag"u8);
        foreach (var line in headers ?? [])
            builder.Add(line.Name, line.Value.Span);
        Assert.True(SipParser.TryParseDatagram(builder.ToArray(), out var response, out _));
        Answered = Assert.IsType<SipResponse>(response);
        _answered?.Invoke();
        return Verdict.Answered;
    }

    public string[] Values(HeaderName name)
    {
        var values = new List<string>();
        foreach (var value in Answered!.Headers.Values(name))
            values.Add(Encoding.UTF8.GetString(value.Span));
        return [.. values];
    }

    public override void Watch(AddressOfRecord aor, string? instance = null) => throw new NotSupportedException();

    public override Verdict Fork(ForkKind kind, IReadOnlyList<Target> targets) => throw new NotSupportedException();

    public override Verdict Suspend() => throw new NotSupportedException();

    public override void Complete(Func<RequestContext, Verdict> next) => throw new NotSupportedException();

    public override void Wake(Target target, WakeUp wakeUp, TimeSpan after) => throw new NotSupportedException();

    public override void WakeUpAnswered(Target target, PushOutcome outcome) => throw new NotSupportedException();

    public override TimeSpan WindowLeft => TimeSpan.Zero;

    public override void Step(StepKind kind, Target? target = null, int status = 0, object? detail = null)
    {
    }

    protected override void Handle(MailboxEvent happened) => throw new NotSupportedException();
}
