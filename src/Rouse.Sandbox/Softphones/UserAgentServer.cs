using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>Takes the requests that come to a phone (RFC 3261 §8.2, §12.2.2).</summary>
internal sealed class UserAgentServer(SoftphoneSettings settings, UserAgentClient client, TimeProvider time)
{
    /// <summary>The methods that a softphone takes.</summary>
    public const string Allow = "INVITE, ACK, BYE, CANCEL, MESSAGE, OPTIONS";

    private readonly ConcurrentDictionary<string, SoftphoneCall> _calls = new();
    private readonly Channel<IncomingCall> _incoming = Channel.CreateUnbounded<IncomingCall>();
    private readonly Channel<IncomingMessage> _messages = Channel.CreateUnbounded<IncomingMessage>();

    public ChannelReader<IncomingCall> Calls => _incoming.Reader;

    public ChannelReader<IncomingMessage> Messages => _messages.Reader;

    /// <summary>Requests in the call's dialog reach it until it ends.</summary>
    public void Follow(SoftphoneCall call)
    {
        _calls[call.CallId] = call;
        call.Ended.ContinueWith(
            _ => _calls.TryRemove(KeyValuePair.Create(call.CallId, call)), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public Task ReceivedAsync(SipRequest request) => request.Method switch
    {
        SipMethod.Invite => InvitedAsync(request),
        SipMethod.Ack => AcknowledgedAsync(request),
        SipMethod.Cancel => CancelledAsync(request),
        SipMethod.Bye => HungUpAsync(request),
        SipMethod.Message => MessagedAsync(request),
        SipMethod.Options => RespondAsync(request, 200),
        _ => RespondAsync(request, 405),
    };

    private SoftphoneCall? Find(SipRequest request) => _calls.GetValueOrDefault(Text(request.CallId));

    private Task InvitedAsync(SipRequest invite)
    {
        // RFC 3261 §14.2: a refused re-INVITE leaves the call as it is.
        if (!invite.ToTag.IsEmpty)
            return RespondAsync(invite, Find(invite)?.Dialog.Holds(invite) == true ? 488 : 481);
        // RFC 3261 §8.2.2.2: the same call on another way.
        if (Find(invite) is not null)
            return RespondAsync(invite, 482);
        if (!AudioDescription.TryRead(invite, out _))
            return RespondAsync(invite, 488);
        var audio = new ToneStream(client.OpenConnection.Local.Address, settings.ToneHertz, time);
        var call = new IncomingCall(invite, Dialog.OfCallee(invite, UserAgentClient.NewToken()), client, audio, time);
        Follow(call);
        _incoming.Writer.TryWrite(call);
        return Task.CompletedTask;
    }

    private Task AcknowledgedAsync(SipRequest ack)
    {
        if (Find(ack) is IncomingCall call && call.Dialog.Holds(ack))
            call.Acknowledged();
        return Task.CompletedTask;
    }

    private async Task CancelledAsync(SipRequest cancel)
    {
        if (Find(cancel) is not IncomingCall call || !call.IsCancelledBy(cancel))
        {
            await RespondAsync(cancel, 481);
            return;
        }
        await RespondAsync(cancel, 200);
        await call.CancelledAsync();
    }

    private async Task HungUpAsync(SipRequest bye)
    {
        if (Find(bye) is not { } call || !call.Dialog.Holds(bye))
        {
            await RespondAsync(bye, 481);
            return;
        }
        await RespondAsync(bye, 200);
        call.End(CallEnd.HungUpByOther);
    }

    private Task MessagedAsync(SipRequest message)
    {
        var from = Text(message.Headers.First(HeaderName.From).Span);
        _messages.Writer.TryWrite(new(from, Text(message.CallId), Text(message.Body.Span)));
        return RespondAsync(message, 200);
    }

    private Task RespondAsync(SipRequest request, int status)
    {
        var response = new ResponseBuilder(request, status, null, default, Encoding.ASCII.GetBytes(UserAgentClient.NewToken()));
        if (status is 200 or 405)
            response.Add(HeaderName.Allow, Allow);
        return client.OpenConnection.SendAsync(response.ToArray());
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
