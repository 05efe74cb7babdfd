using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>A call that came to this phone (RFC 3261 §13.3).</summary>
public sealed class IncomingCall : SoftphoneCall
{
    /// <summary>T1 and T2 of RFC 3261 table 4: between them lie the intervals in which a 2xx is repeated (§13.3.1.4).</summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(4);

    private readonly SipRequest _invite;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _finalStatus;

    internal IncomingCall(SipRequest invite, Dialog dialog, UserAgentClient client, ToneStream audio, TimeProvider time)
        : base(dialog, client, audio)
    {
        _invite = invite;
        _time = time;
    }

    /// <summary>The caller, as From has it.</summary>
    public string From => Encoding.UTF8.GetString(_invite.Headers.First(HeaderName.From).Span);

    /// <summary>Sends 180.</summary>
    public Task RingAsync() => RespondAsync(180);

    /// <summary>Sends 200 and waits for its ACK; audio runs then.</summary>
    /// <exception cref="SoftphoneException">The caller has cancelled, or no ACK came.</exception>
    public async Task AnswerAsync(CancellationToken cancellation = default)
    {
        if (!TakeFinal(200))
            throw new SoftphoneException($"the call was over before it was answered: {await Ended}");
        StartAudio(_invite);
        await Client.Patience.For("ACK", async token =>
        {
            await RepeatSuccessAsync(token);
            return true;
        }, cancellation);
    }

    /// <summary>Refuses the call.</summary>
    /// <param name="status">Default: 486, the user is busy.</param>
    public async Task DeclineAsync(int status = 486)
    {
        if (!TakeFinal(status))
            return;
        await RespondAsync(status);
        End(CallEnd.Refused);
    }

    /// <summary>BYE, or 486 if it has not been answered.</summary>
    public override Task HangUpAsync(CancellationToken cancellation = default) =>
        Volatile.Read(ref _finalStatus) == 200 ? SendByeAsync(cancellation) : DeclineAsync();

    internal bool IsCancelledBy(SipRequest cancel) =>
        cancel.TryGetTopVia(out var its) && _invite.TryGetTopVia(out var ours) && its.Branch.Span.SequenceEqual(ours.Branch.Span);

    /// <summary>RFC 3261 §9.2: the INVITE gets 487 unless it has had its final response.</summary>
    internal async Task CancelledAsync()
    {
        if (!TakeFinal(487))
            return;
        await RespondAsync(487);
        End(CallEnd.Cancelled);
    }

    internal void Acknowledged() => _acknowledged.TrySetResult();

    private bool TakeFinal(int status) => Interlocked.CompareExchange(ref _finalStatus, status, 0) == 0;

    private async Task RepeatSuccessAsync(CancellationToken cancellation)
    {
        for (var interval = FirstInterval; !_acknowledged.Task.IsCompleted; interval *= 2)
        {
            await RespondAsync(200);
            var pause = Task.Delay(interval < LongestInterval ? interval : LongestInterval, _time, cancellation);
            await Task.WhenAny(_acknowledged.Task, pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private Task RespondAsync(int status)
    {
        var response = new ResponseBuilder(_invite, status, null, default, Encoding.ASCII.GetBytes(Dialog.LocalTag));
        if (status >= 300)
            return Client.OpenConnection.SendAsync(response.ToArray());
        response.Copy(HeaderName.RecordRoute);
        response.Add(HeaderName.Contact, Client.Contact);
        return Client.OpenConnection.SendAsync(status < 200
            ? response.ToArray()
            : response.ToArray(AudioDescription.ContentType, Encoding.UTF8.GetBytes(AudioDescription.Write(Audio.Local))));
    }
}
