using Microsoft.Extensions.Logging;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Push;

/// <summary>Carries pushes to their provider and brings the outcome back to the exchange, the store, the token marks and the log.</summary>
sealed class PushSender(
    PushProviders providers, PushLimits limits, TokenHygiene hygiene, AppErrors errors, ILocationStore locations, PushMeter meter,
    TimeProvider time, ILogger log) : IPushSender
{
    public void Send(RequestContext request, Target target, PushMessage message, CancellationToken over)
    {
        if (limits.Refuse(request, message) is not { } limit)
        {
            _ = SendAsync(request, target, message, over);
            return;
        }
        meter.NotSent(providers.Find(message.Provider, message.Param), "rate_limit");
        request.WakeUpAnswered(target, new PushOutcome(PushVerdict.Failed, 0, limit, 0));
    }

    /// <summary>Sends one push to a phone, within its time to live. It throws only when it is cancelled.</summary>
    public async Task<PushOutcome> SendAsync(Binding binding, PushMessage message, CancellationToken cancellation)
    {
        if (providers.Find(message.Provider, message.Param) is not { } app)
            return new PushOutcome(PushVerdict.Failed, 0, "no provider is configured", 0);
        var deadline = PushRules.TimeFor(message);
        if (deadline <= TimeSpan.Zero)
        {
            meter.NotSent(app, "too_late");
            return new PushOutcome(PushVerdict.Failed, 0, "too little is left of the ring window for a phone to wake up in", 0);
        }
        try
        {
            var start = time.GetTimestamp();
            var outcome = await app.Provider.SendAsync(message, deadline, cancellation).ConfigureAwait(false);
            meter.Answered(app, outcome, time.GetElapsedTime(start));
            Note(app, binding, message, outcome);
            return outcome;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            meter.TakenBack(app);
            throw;
        }
        catch (Exception failure)
        {
            meter.NotSent(app, "bug");
            // Outcomes are values; an exception is a bug in a provider and must not cost the call its answer.
            Log.ProviderFailed(log, failure, app.Name);
            return new PushOutcome(PushVerdict.Failed, 0, "the provider failed", 0);
        }
    }

    async Task SendAsync(RequestContext request, Target target, PushMessage message, CancellationToken over)
    {
        PushOutcome outcome;
        try
        {
            outcome = await SendAsync(target.Binding!, message, over).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            outcome = new PushOutcome(PushVerdict.Failed, 0, "it was no longer needed", 0);
        }
        request.WakeUpAnswered(target, outcome);
    }

    void Note(PushApp app, Binding binding, PushMessage message, PushOutcome outcome)
    {
        Log.Pushed(log, message.Event, binding.Aor, app.Name, outcome.Verdict, outcome.Reason, PushMessages.NoteOf(outcome));
        if (errors.Note(app, outcome))
            Log.AppIsRefused(log, app.Name, outcome.Reason);
        if (hygiene.Note(binding, message, outcome))
            Log.AppIsMisconfigured(log, message.Provider, message.Param, outcome.Reason);
        if (outcome.Verdict == PushVerdict.DeadToken)
            locations.TokenDied(binding.Id, binding.ReceiveNumber);
    }
}

static partial class Log
{
    [LoggerMessage(40, LogLevel.Information, "push for a {Event} to {Aor} by {App}: {Verdict} ({Reason}){Note}")]
    public static partial void Pushed(
        ILogger log, PushEvent @event, AddressOfRecord aor, string app, PushVerdict verdict, string reason, string note);

    [LoggerMessage(
        41, LogLevel.Error,
        "all tokens of {Provider} {Param} are refused ({Reason}): the app must be misconfigured; no token is given up")]
    public static partial void AppIsMisconfigured(ILogger log, string provider, string param, string reason);

    [LoggerMessage(42, LogLevel.Error, "push provider {App} failed")]
    public static partial void ProviderFailed(ILogger log, Exception failure, string app);

    [LoggerMessage(
        43, LogLevel.Error,
        "the provider refuses every push of {App} ({Reason}): its settings in [push.apps] are wrong; no phone of it can be woken")]
    public static partial void AppIsRefused(ILogger log, string app, string reason);
}
