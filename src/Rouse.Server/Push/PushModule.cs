using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;

namespace Rouse.Server.Push;

/// <summary>Decides for each device of a call or message whether it is pushed, with which token, and when.</summary>
sealed class PushModule(Live<PushOptions> options, PushProviders providers, TokenHygiene hygiene, TimeProvider time) : ITargetModule
{
    /// <summary>
    /// What a request gains on its way at most, own decision: our Via, and two Record-Routes with tokens of 80 characters.
    /// </summary>
    const int Growth = 1_000;

    public void Prepare(RequestContext request, Target target)
    {
        if (target.Binding is not { Push: { } push } binding || PushRules.EventOf(request.Request) is not { } happened)
            return;
        if (!binding.CanBePushed || providers.Find(push.Provider, push.Param) is not { } app)
        {
            var (kind, words) = PushMessages.WhyNever(binding, push);
            request.Step(StepKind.NotPushed, target, (int)kind, words);
            return;
        }
        if (IsTooLarge(request, target))
        {
            request.Step(StepKind.NotPushed, target, (int)NoPush.Other, "no datagram holds what it would be woken for");
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
            request.Step(
                StepKind.NotPushed, target, (int)NoPush.TokenRefused, $"its token was refused before ({refusal.Reason})");
            return;
        }
        var message = MessageFor(request, binding, push, token, happened);
        request.Wake(target, new WakeUp(message) { App = app.Tags, MayPushCancel = MayPushCancel(app, message) }, DelayFor(app, binding));
    }

    // Where the phone is, nothing larger arrives, and iOS stops an app that got a VoIP push and no call.
    static bool IsTooLarge(RequestContext request, Target target) =>
        target.Flow is { IsReliable: false } && request.Request.Bytes.Length > SipLimits.DatagramBytes - Growth;

    // A phone that seems awake gets the chance to answer first.
    TimeSpan DelayFor(PushApp app, Binding binding) =>
        app.PushesAlways || Reachabilities.Of(binding, time) != Reachability.Awake ? TimeSpan.Zero : options.Current.WhenSilent;

    // A VoIP push must announce a call, and who was told of a message is not told that it is over.
    static bool MayPushCancel(PushApp app, PushMessage message) =>
        app.SendsCancel && message is { Event: PushEvent.Call, Service: not PushService.Voip };

    PushMessage MessageFor(RequestContext request, Binding binding, PushParameters push, PushToken token, PushEvent happened)
    {
        var callId = Encoding.UTF8.GetString(request.Request.CallId);
        var message = PushMessages.For(binding, push, token, happened, callId, request.WindowLeft, time);
        if (!NameAddress.TryParse(request.Request.Headers.First(HeaderName.From), out var from))
            return message;
        var caller = Encoding.UTF8.GetString(from.UriText.Span);
        return message with
        {
            CallerUri = caller,
            CallerName = Unquote(Encoding.UTF8.GetString(from.DisplayName.Span)),
            // An invitation to a chat room comes from the room itself (RFC 4579 §5.2).
            ChatRoom = PushRules.IsGroupChat(request.Request) ? caller : null,
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
