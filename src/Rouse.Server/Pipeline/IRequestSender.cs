using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>Requests of our own, other than INVITE: each on a client transaction (RFC 3261 §17.1.2).</summary>
interface IRequestSender
{
    /// <summary>Sends one.</summary>
    /// <param name="flow">Where it goes.</param>
    /// <param name="write">Gets the Via value, gives the bytes.</param>
    /// <param name="answered">
    /// Gets the status of the final response, once; 408 when none came, 503 when the flow is gone (RFC 3261 §8.1.3.1). Only enqueue.
    /// </param>
    void Send(Flow flow, Func<ReadOnlyMemory<byte>, byte[]> write, Action<int> answered);

    /// <summary>Sends one once, of which no more is wanted than that an answer shows the phone to be there.</summary>
    void SendOnce(Flow flow, Func<ReadOnlyMemory<byte>, byte[]> write);
}
