using System.Net;
using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>How a call ended.</summary>
public enum CallEnd
{
    /// <summary>This phone sent BYE.</summary>
    HungUp,

    /// <summary>The other phone sent BYE.</summary>
    HungUpByOther,

    /// <summary>The caller sent CANCEL before anybody answered.</summary>
    Cancelled,

    /// <summary>A final response above 299: the callee declined, or could not be reached.</summary>
    Refused,
}

/// <summary>A call on one of its two phones: a dialog and its audio.</summary>
public abstract class SoftphoneCall : IAsyncDisposable
{
    private readonly TaskCompletionSource<CallEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private protected SoftphoneCall(Dialog dialog, UserAgentClient client, ToneStream audio)
    {
        Dialog = dialog;
        Client = client;
        Audio = audio;
    }

    public string CallId => Dialog.CallId;

    /// <summary>Ends when the call does.</summary>
    public Task<CallEnd> Ended => _ended.Task;

    public ToneStream Audio { get; }

    internal Dialog Dialog { get; }

    private protected UserAgentClient Client { get; }

    /// <summary>Waits for the end of the call.</summary>
    /// <exception cref="SoftphoneException">It goes on.</exception>
    public Task<CallEnd> EndedAsync(CancellationToken cancellation = default) =>
        Client.Patience.For("the end of the call", async token => await Ended.WaitAsync(token), cancellation);

    /// <summary>Waits until so many RTP packets have come.</summary>
    /// <exception cref="SoftphoneException">They have not.</exception>
    public Task HearAsync(int packets, CancellationToken cancellation = default) =>
        Client.Patience.For($"{packets} RTP packets", Audio.ReceivedAsync(packets), cancellation);

    /// <summary>Ends the call, whatever its state.</summary>
    /// <exception cref="SoftphoneException">The other side did not take it.</exception>
    public abstract Task HangUpAsync(CancellationToken cancellation = default);

    /// <summary>Stops the audio. A call that is not over stays with the other phone.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await Audio.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal void End(CallEnd how) => _ended.TrySetResult(how);

    private protected async Task SendByeAsync(CancellationToken cancellation)
    {
        if (Ended.IsCompleted)
            return;
        var answer = await Client.RequestAsync(Dialog.Request("BYE"), Dialog.NextCSeq, cancellation);
        if (answer.Status != 200)
            throw new SoftphoneException($"BYE was answered with {answer}");
        End(CallEnd.HungUp);
    }

    private protected void StartAudio(SipMessage description)
    {
        if (!AudioDescription.TryRead(description, out var remote))
            throw new SoftphoneException($"{description} describes no audio in PCMU:\n{Encoding.UTF8.GetString(description.Body.Span)}");
        Audio.Start(new IPEndPoint(remote.Address, remote.Port));
    }
}
