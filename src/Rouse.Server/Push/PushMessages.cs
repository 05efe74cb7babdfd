using Rouse.Protocol.Sip.Headers;
using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Timelines;

namespace Rouse.Server.Push;

/// <summary>What every push to a phone says, whatever it announces.</summary>
static class PushMessages
{
    /// <param name="binding">The phone.</param>
    /// <param name="push">Its parameters.</param>
    /// <param name="token">Which of its tokens is used.</param>
    /// <param name="happened">What is announced.</param>
    /// <param name="callId">Of the request that the phone will get.</param>
    /// <param name="timeToLive">How long the push is worth delivering.</param>
    /// <param name="time">Clock of the bindings.</param>
    public static PushMessage For(
        Binding binding,
        PushParameters push,
        PushToken token,
        PushEvent happened,
        string callId,
        TimeSpan timeToLive,
        TimeProvider time) => new()
        {
            Provider = push.Provider,
            Param = push.Param,
            Token = token.Token,
            Service = token.Service switch
            {
                PushToken.Voip => PushService.Voip,
                PushToken.Remote => PushService.Remote,
                _ => PushService.Unspecified,
            },
            // The newest REGISTER counts, also where an older one brought the same token: the app was there to send it, so a provider that
            // missed it before that has found it again. By today's wall clock, which Apple's timestamp is compared with.
            TokenSince = time.GetUtcNow() - time.GetElapsedTime(binding.RegisteredAt),
            Event = happened,
            CallId = callId,
            InstanceId = binding.Identity.Instance,
            To = binding.Aor.ToString(),
            Texts = push.Options,
            TimeToLive = timeToLive,
        };

    /// <summary>What must be said wherever it is shown that a phone can be pushed, while it is only the sandbox that does it.</summary>
    public const string SandboxNotice = "sandbox: nothing is sent to Apple/Google";

    /// <summary>What must be said wherever an outcome is shown; empty for a real one.</summary>
    public static string NoteOf(PushOutcome outcome) => outcome.IsSandbox ? $"; {StepText.SandboxMark}" : "";

    /// <summary>Why no push can be sent to a phone that gave push parameters, whatever happens.</summary>
    public static (NoPush Kind, string Words) WhyNever(Binding binding, PushParameters push) => push switch
    {
        _ when binding.IsPushedElsewhere => (NoPush.Other, "another proxy wakes this phone (Feature-Caps in its REGISTER)"),
        { Defect: { } defect } => (NoPush.Defect, defect),
        { Tokens.Count: 0 } => (NoPush.Defect, "the phone gave no token (pn-prid)"),
        _ => (NoPush.NoCredentials, $"no push credentials for {(push.Param.Length > 0 ? push.Param : push.Provider)}"),
    };
}
