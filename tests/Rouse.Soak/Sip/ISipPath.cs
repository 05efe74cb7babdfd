using System.Net;
using Rouse.Protocol.Sip;

namespace Rouse.Soak.Sip;

/// <summary>One way from phones to the server. What is received is given out one after the other.</summary>
interface ISipPath
{
    /// <summary>As Via has it.</summary>
    string Transport { get; }

    IPEndPoint Local { get; }

    /// <summary>Gets each response; requests of the server are not looked at.</summary>
    Action<SipResponse> Received { set; }

    /// <summary>A server has started.</summary>
    Task OpenAsync();

    /// <summary>Sends, or not if the server is gone.</summary>
    void Send(ReadOnlySpan<byte> message);

    /// <summary>The server is dead: waits until all that it had sent before is given out.</summary>
    Task DrainAsync();
}
