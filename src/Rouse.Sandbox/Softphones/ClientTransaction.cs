using System.Threading.Channels;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>
/// A request under way with the responses that came to it. Over TCP nothing is repeated, so what is left of RFC 3261 §17.1 is that
/// responses find their request by its branch, and that somebody stops waiting.
/// </summary>
internal sealed class ClientTransaction(SipRequest request, int cseq, Action<ClientTransaction> ended) : IDisposable
{
    private readonly Channel<SipResponse> _responses = Channel.CreateUnbounded<SipResponse>();

    public SipRequest Request { get; } = request;

    public int CSeq { get; } = cseq;

    /// <summary>The next response.</summary>
    /// <exception cref="SoftphoneException">The connection was closed.</exception>
    public async ValueTask<SipResponse> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return await _responses.Reader.ReadAsync(cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new SoftphoneException($"the connection was closed before {Request} was answered", closed);
        }
    }

    public async ValueTask<SipResponse> FinalAsync(CancellationToken cancellation)
    {
        SipResponse response;
        do
        {
            response = await NextAsync(cancellation);
        }
        while (response.Status < 200);
        return response;
    }

    /// <summary>No more responses are wanted.</summary>
    public void Dispose() => ended(this);

    internal void Receive(SipResponse response) => _responses.Writer.TryWrite(response);

    internal void ConnectionClosed() => _responses.Writer.TryComplete();
}
