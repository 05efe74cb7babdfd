using Microsoft.Extensions.Logging;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Push;

/// <summary>Carries pushes to their provider and brings the outcome back to the exchange, the store and the token marks.</summary>
sealed class PushSender(PushProviders providers, TokenHygiene hygiene, ILocationStore locations, ILogger log) : IPushSender
{
    public void Send(RequestContext request, Target target, PushMessage message, CancellationToken over) =>
        _ = SendAsync(request, target, target.Binding!, message, over);

    async Task SendAsync(RequestContext request, Target target, Binding binding, PushMessage message, CancellationToken over)
    {
        var outcome = new PushOutcome(PushVerdict.Failed, 0, "no provider is configured", 0);
        try
        {
            if (providers.For(message) is { } provider)
                outcome = await provider.SendAsync(message, message.TimeToLive, over).ConfigureAwait(false);
            Note(binding, message, outcome);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            outcome = new PushOutcome(PushVerdict.Failed, 0, "the call was over", 0);
        }
        catch (Exception failure)
        {
            // Outcomes are values; an exception is a bug in a provider and must not cost the call its answer.
            Log.ProviderFailed(log, failure, message.Provider);
            outcome = new PushOutcome(PushVerdict.Failed, 0, "the provider failed", 0);
        }
        request.WakeUpAnswered(target, outcome);
    }

    void Note(Binding binding, PushMessage message, PushOutcome outcome)
    {
        Log.Pushed(log, message.Event, binding.Aor, message.Provider, outcome.Verdict, outcome.Status, outcome.Reason);
        if (hygiene.Note(binding, message, outcome))
            Log.AppIsMisconfigured(log, message.Provider, message.Param, outcome.Reason);
        if (outcome.Verdict == PushVerdict.DeadToken)
            locations.TokenDied(binding.Id, binding.ReceiveNumber);
    }
}

static partial class Log
{
    [LoggerMessage(40, LogLevel.Information, "push for a {Event} to {Aor} by {Provider}: {Verdict} ({Status} {Reason})")]
    public static partial void Pushed(
        ILogger log, PushEvent @event, AddressOfRecord aor, string provider, PushVerdict verdict, int status, string reason);

    [LoggerMessage(
        41, LogLevel.Error,
        "all tokens of {Provider} {Param} are refused ({Reason}): the app must be misconfigured; no token is given up")]
    public static partial void AppIsMisconfigured(ILogger log, string provider, string param, string reason);

    [LoggerMessage(42, LogLevel.Error, "push provider {Provider} failed")]
    public static partial void ProviderFailed(ILogger log, Exception failure, string provider);
}
