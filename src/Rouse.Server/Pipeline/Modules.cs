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

/// <summary>Finds the devices that a redirection names (RFC 3261 §16.7 step 4).</summary>
interface IRedirectModule
{
    /// <summary>
    /// All of them, to be called in place of <paramref name="target"/>; empty where it names anybody whom we cannot call.
    /// </summary>
    IReadOnlyList<Target> Follow(RequestContext request, Target target, SipResponse response);
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
