using Rouse.Protocol.Sip;
using Rouse.Server.Forking;

namespace Rouse.Server.Pipeline;

/// <summary>One step that every request outside a matched transaction goes through. Never blocks, never async.</summary>
interface IRequestModule
{
    Verdict Handle(RequestContext request);
}

/// <summary>Looks at each device of a forked request once, before its first branch.</summary>
interface ITargetModule
{
    void Prepare(RequestContext request, Target target);
}

/// <summary>Changes what is sent to a device: once per branch.</summary>
interface IBranchModule
{
    void Write(RequestContext request, Branch branch, OutgoingMessage outgoing);
}

/// <summary>Changes a response on its way to the caller.</summary>
interface IResponseModule
{
    void Write(RequestContext request, Branch branch, OutgoingMessage response);

    /// <summary>A 2xx that it has seen comes again, and the request is forgotten: it must look as it did.</summary>
    void WriteAgain(OutgoingMessage response)
    {
    }
}
