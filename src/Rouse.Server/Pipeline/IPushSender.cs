using Rouse.Server.Forking;

namespace Rouse.Server.Pipeline;

/// <summary>Who carries pushes to the providers: the Push feature.</summary>
interface IPushSender
{
    /// <summary>Queues the push; the outcome comes back through <see cref="RequestContext.WakeUpAnswered"/>. Never blocks.</summary>
    void Send(RequestContext request, Target target, WakeUp wakeUp);
}
