using Rouse.Push;
using Rouse.Server.Forking;

namespace Rouse.Server.Pipeline;

/// <summary>Who carries pushes to the providers: the Push feature.</summary>
interface IPushSender
{
    /// <summary>Queues the push; the outcome comes back through <see cref="RequestContext.WakeUpAnswered"/>. Never blocks.</summary>
    /// <param name="request">What it announces.</param>
    /// <param name="target">Whom it wakes.</param>
    /// <param name="message">What it says.</param>
    /// <param name="over">Cancelled when nobody needs to be woken any more.</param>
    void Send(RequestContext request, Target target, PushMessage message, CancellationToken over);
}
