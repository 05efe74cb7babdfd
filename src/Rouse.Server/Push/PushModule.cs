using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Timelines;

namespace Rouse.Server.Push;

/// <summary>Decides for each device of a call or message whether it is pushed, with which token, and when.</summary>
sealed class PushModule(PushOptions options, TokenHygiene hygiene, TimeProvider time) : ITargetModule
{
    bool PushesAlways => options.Http is { Policy: "always" };

    public void Prepare(RequestContext request, Target target)
    {
        if (target.Binding is not { Push: { } push } binding || PushRules.EventOf(request.Request) is not { } happened)
            return;
        if (!binding.CanBePushed)
        {
            request.Step(
                StepKind.NotPushed, target, (int)(push.Defect == null ? NoPush.NoCredentials : NoPush.Defect),
                push.Defect ?? $"no push credentials for {push.Param}");
            return;
        }
        var token = happened == PushEvent.Call ? push.ForCall : push.ForMessage;
        if (token == null)
        {
            request.Step(
                StepKind.NotPushed, target, (int)NoPush.VoipTokenOnly, "it gave only a VoIP token, which must announce a call");
            return;
        }
        if (hygiene.RefusalOf(binding, token.Token) is { } refusal)
        {
            request.Step(StepKind.NotPushed, target, (int)NoPush.TokenRefused, $"its token was refused before ({refusal})");
            return;
        }
        var message = MessageFor(request, binding, push, token, happened);
        request.Wake(target, new WakeUp(message) { MayPushCancel = MayPushCancel(message) }, DelayFor(binding));
    }

    // A phone that seems awake gets the chance to answer first.
    TimeSpan DelayFor(Binding binding) =>
        PushesAlways || Reachabilities.Of(binding, time) != Reachability.Awake ? TimeSpan.Zero : options.WhenSilent;

    // A VoIP push must announce a call, and who was told of a message is not told that it is over.
    bool MayPushCancel(PushMessage message) =>
        options.Http is { CancelPush: true } && message is { Event: PushEvent.Call, Service: not PushService.Voip };

    static PushMessage MessageFor(RequestContext request, Binding binding, PushParameters push, PushToken token, PushEvent happened)
    {
        var hasFrom = NameAddress.TryParse(request.Request.Headers.First(HeaderName.From), out var from);
        return new PushMessage
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
            Event = happened,
            CallId = Encoding.UTF8.GetString(request.Request.CallId),
            InstanceId = binding.Identity.Instance,
            CallerUri = hasFrom ? Encoding.UTF8.GetString(from.UriText.Span) : null,
            CallerName = hasFrom ? Unquote(Encoding.UTF8.GetString(from.DisplayName.Span)) : null,
            To = binding.Aor.ToString(),
            TimeToLive = request.WindowLeft,
        };
    }

    // Quoted-string (RFC 3261 §25.1): a backslash stands before each character that would end it.
    static string Unquote(string name)
    {
        if (!name.StartsWith('"'))
            return name;
        var text = new StringBuilder(name.Length);
        for (var i = 1; i < name.Length - 1; i++)
            text.Append(name[i] == '\\' && i + 2 < name.Length ? name[++i] : name[i]);
        return text.ToString();
    }
}
