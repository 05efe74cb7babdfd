using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>A call that this phone makes (RFC 3261 §13.2).</summary>
public sealed class OutgoingCall : SoftphoneCall
{
    private readonly string _called;
    private readonly TaskCompletionSource _proceeding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ringing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SipResponse> _final = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _disposed = new();
    private ClientTransaction? _invite;
    private int _challenges;
    private bool _isCancelled;
    private Task _running = Task.CompletedTask;

    internal OutgoingCall(Dialog dialog, string called, UserAgentClient client, ToneStream audio)
        : base(dialog, client, audio) => _called = called;

    /// <summary>Waits until the other phone rings.</summary>
    /// <exception cref="SoftphoneException">It does not, or the call was refused.</exception>
    public async Task RingingAsync(CancellationToken cancellation = default)
    {
        await Client.Patience.For($"{_called}'s phone to ring", Task.WhenAny(_ringing.Task, _final.Task), cancellation);
        if (!_ringing.Task.IsCompleted)
            ThrowIfRefused(await _final.Task);
    }

    /// <summary>Waits until the call is answered; audio runs then.</summary>
    /// <exception cref="SoftphoneException">It is not, or the call was refused.</exception>
    public async Task AnsweredAsync(CancellationToken cancellation = default) => ThrowIfRefused(await FinalAsync(cancellation));

    /// <summary>Waits for the final response, whatever it is.</summary>
    /// <returns>Its status.</returns>
    public async Task<int> FinalStatusAsync(CancellationToken cancellation = default) => (await FinalAsync(cancellation)).Status;

    /// <summary>BYE, or CANCEL if nobody has answered yet.</summary>
    public override async Task HangUpAsync(CancellationToken cancellation = default)
    {
        if (!_final.Task.IsCompleted)
        {
            // RFC 3261 §9.1: a CANCEL must not overtake its INVITE.
            await Client.Patience.For("a provisional response to INVITE", Task.WhenAny(_proceeding.Task, _final.Task), cancellation);
            _isCancelled = true;
            if (!_final.Task.IsCompleted)
                await Client.CancelAsync(_invite!.Request, cancellation);
        }
        // A 2xx may have crossed the CANCEL.
        if (await FinalAsync(cancellation) is { Status: < 300 })
            await SendByeAsync(cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disposed.Dispose();
        await base.DisposeAsync();
    }

    internal async Task StartAsync()
    {
        var draft = Dialog.Request("INVITE") with
        {
            Contact = Client.Contact,
            Headers = ["Allow: " + UserAgentServer.Allow],
            ContentType = AudioDescription.ContentType,
            Body = AudioDescription.Write(Audio.Local),
        };
        _invite = await Client.StartAsync(draft, Dialog.NextCSeq());
        _running = RunAsync(draft);
    }

    private Task<SipResponse> FinalAsync(CancellationToken cancellation) =>
        Client.Patience.For($"an answer to the call to {_called}", async token => await _final.Task.WaitAsync(token), cancellation);

    private void ThrowIfRefused(SipResponse final)
    {
        if (final.Status >= 300)
            throw new SoftphoneException($"the call to {_called} was answered with {final}");
    }

    private async Task RunAsync(RequestDraft draft)
    {
        try
        {
            while (!await TakeAsync(await _invite!.NextAsync(_disposed.Token), draft))
            {
            }
        }
        catch (OperationCanceledException)
        {
            _final.TrySetCanceled();
        }
        catch (SoftphoneException failure)
        {
            _final.TrySetException(failure);
            // Seen: not every caller asks how the call went.
            _ = _final.Task.Exception;
        }
        finally
        {
            _invite!.Dispose();
        }
    }

    // True: nothing can follow.
    private async Task<bool> TakeAsync(SipResponse response, RequestDraft draft)
    {
        if (response.Status < 200)
        {
            _proceeding.TrySetResult();
            if (response.Status == 180)
                _ringing.TrySetResult();
            return false;
        }
        if (response.Status < 300)
        {
            await TakeSuccessAsync(response);
            return false;
        }
        await Client.OpenConnection.SendAsync(DerivedRequests.Ack(_invite!.Request, response));
        if (Client.Answer(response, draft) is { } credentials && ++_challenges < UserAgentClient.Tries)
        {
            _invite.Dispose();
            _invite = await Client.StartAsync(draft, Dialog.NextCSeq(), credentials);
            return false;
        }
        End(_isCancelled ? CallEnd.Cancelled : CallEnd.Refused);
        _final.TrySetResult(response);
        return true;
    }

    // RFC 3261 §13.2.2.4: a repeated 2xx gets its ACK again. One of another callee cannot come: the proxy keeps the first.
    private async Task TakeSuccessAsync(SipResponse success)
    {
        var isFirst = !_final.Task.IsCompleted;
        if (isFirst)
            Dialog.Establish(success);
        await Client.SendAckAsync(Dialog.Request("ACK"), _invite!.CSeq);
        if (!isFirst)
            return;
        StartAudio(success);
        _final.TrySetResult(success);
    }
}
