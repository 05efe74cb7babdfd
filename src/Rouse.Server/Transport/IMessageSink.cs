using Rouse.Protocol.Sip;

namespace Rouse.Server.Transport;

/// <summary>Where transports deliver what they received: the kernel's dispatcher.</summary>
interface IMessageSink
{
    /// <summary>
    /// A message arrived. It may have a <see cref="SipMessage.Defect"/>. Handled on the calling thread, with everything that follows from
    /// it, before this returns; calls for one flow must not overlap.
    /// </summary>
    void Received(SipMessage message, Flow flow);
}
