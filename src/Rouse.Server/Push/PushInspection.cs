using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Rouse.Protocol.Sip.Headers;
using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Push;

/// <summary>Tells an operator whether a phone would be woken, and tries it.</summary>
sealed class PushInspection(PushProviders providers, TokenHygiene hygiene, AppErrors errors, PushSender sender, TimeProvider time)
    : IPushInspection
{
    /// <summary>As long as a message is held: the operator waits for the answer.</summary>
    static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(25);

    public IReadOnlyList<string> Warnings =>
    [
        .. from app in providers.Apps
           where app.Provider.Load is { IsSuspended: true }
           select $"push {app.Name}: the provider has not worked for a while and is asked only now and then",
        .. from app in providers.Apps
           let cause = errors.Of(app)
           where cause != null
           select $"push {app.Name}: the provider refuses every push ({cause}); its settings in [push.apps] are wrong",
    ];

    public PushState StateOf(Binding binding)
    {
        if (!TryFind(binding, out var app, out var push, out var whyNot))
            return new PushState(false, null, whyNot);
        var token = push.ForCall!;
        if (hygiene.RefusalOf(binding, token.Token) is { } refusal)
            return new PushState(false, app.Name, $"token refused {Words(refusal)}; its next REGISTER ends that");
        var note = app.IsSandbox ? $"; {PushMessages.SandboxNotice}" : "";
        return new PushState(true, app.Name, OfTokens(binding, push, errors.Of(app)) + note);
    }

    public async Task<PushTrial> TryAsync(Binding binding, CancellationToken cancellation)
    {
        if (!TryFind(binding, out var app, out var push, out var whyNot))
            return new PushTrial(null, whyNot);
        if (push.ForMessage is not { } token)
            return new PushTrial(
                null, "the phone gave only a VoIP token, and iOS stops an app that gets a VoIP push without a call: call it instead");
        var callId = "test-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        var message = PushMessages.For(binding, push, token, PushEvent.Message, callId, TimeToLive, time);
        var start = time.GetTimestamp();
        var outcome = await sender.SendAsync(binding, message, cancellation).ConfigureAwait(false);
        var answer = $"{outcome.Reason}, {(long)time.GetElapsedTime(start).TotalMilliseconds} ms";
        return new PushTrial(outcome, $"{app.Name}: {Meaning(outcome)} ({answer}){PushMessages.NoteOf(outcome)}");
    }

    string OfTokens(Binding binding, PushParameters push, string? cause) => push.ForMessage switch
    {
        { } other when other != push.ForCall && hygiene.RefusalOf(binding, other.Token) is { } refusal =>
            $"token in order; the one for messages was refused {Words(refusal)}",
        _ when cause != null => $"token in order, but the provider refuses every push of the app ({cause})",
        null => "token in order, for calls only",
        _ => "token in order",
    };

    static string Meaning(PushOutcome outcome) => outcome switch
    {
        { Verdict: PushVerdict.Accepted } => "accepted, so the phone should show a message; only the phone knows whether it came",
        { Verdict: PushVerdict.DeadToken } => "the token is dead: the app was removed; no push until the phone registers again",
        { IsConfigurationError: true } => "the provider refuses the app, not the phone: its settings in [push.apps] are wrong",
        { Verdict: PushVerdict.Refused } => "refused: the token is of another app or environment; no push until the next REGISTER",
        _ => "no answer that counts; the token may be in order",
    };

    // The app that would be asked, or why there is none.
    bool TryFind(
        Binding binding, [NotNullWhen(true)] out PushApp? app, [NotNullWhen(true)] out PushParameters? push, out string whyNot)
    {
        app = null;
        // Also those that do not count any more, because their token died.
        if (!PushParameters.TryParse(binding.Uri.Parameters.Text.Span, out push, out _))
        {
            whyNot = "the phone gave no push parameters";
            return false;
        }
        whyNot = binding.HasPush
            ? PushMessages.WhyNever(binding, push).Words
            : "the token is dead: the provider said so since the last REGISTER";
        app = binding.CanBePushed ? providers.Find(push.Provider, push.Param) : null;
        return app != null;
    }

    static string Words(TokenRefusal refusal)
    {
        var age = refusal.Age;
        var ago = age < TimeSpan.FromMinutes(2) ? $"{(long)age.TotalSeconds} s"
            : age < TimeSpan.FromHours(2) ? $"{(long)age.TotalMinutes} min" : $"{(long)age.TotalHours} h";
        return $"{ago} ago ({refusal.Reason})";
    }
}
