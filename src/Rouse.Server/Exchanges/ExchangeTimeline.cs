using System.Text;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Timelines;

namespace Rouse.Server.Exchanges;

/// <summary>
/// The steps of one exchange on their way to metrics, timeline and log; where no timeline is kept of it, to the metrics alone.
/// </summary>
readonly struct ExchangeTimeline(ExchangeServices services, SipRequest request)
{
    readonly long _arrivedAt = services.Time.GetTimestamp();
    readonly Timeline? _timeline = services.Timelines.Open(request);

    /// <summary>Time since the request arrived.</summary>
    public TimeSpan Age => services.Time.GetElapsedTime(_arrivedAt);

    public string CallIdText => Encoding.UTF8.GetString(request.CallId);

    public void Step(StepKind kind, Target? target, int status, object? detail)
    {
        services.Meter.Step(kind, target, status, detail);
        if (_timeline == null)
            return;
        var step = new Step(kind, Age, target?.Number ?? 0, status, detail);
        _timeline.Add(step);
        if (services.Log.IsEnabled(LogLevel.Debug))
            Log.Step(services.Log, CallIdText, request.Method, StepText.Of(step.Kept(_timeline.Privacy)));
    }

    /// <summary>A phone that the request may reach.</summary>
    public void AddPhone(Target target)
    {
        if (_timeline == null)
            return;
        target.Number = _timeline.AddPhone();
        Step(StepKind.PhoneFound, target, (int)Reachabilities.Of(target.Binding!, services.Time), target.Binding);
        if (target.HasRegistered)
            Step(StepKind.Registered, target, 0, target.Flow);
    }

    /// <summary>There will be more than an answer to tell.</summary>
    public void Begin()
    {
        if (_timeline != null)
            services.Timelines.Begin(_timeline);
    }

    /// <summary>The caller has its answer: one line for who looks for the calls that woke a phone.</summary>
    public void TellOfWakeUp()
    {
        if (_timeline != null && services.Log.IsEnabled(LogLevel.Information))
            Log.Woken(services.Log, services.Timelines.Read(_timeline));
    }

    /// <summary>It is over.</summary>
    public void End()
    {
        if (_timeline != null)
            services.Timelines.End(_timeline);
    }
}
