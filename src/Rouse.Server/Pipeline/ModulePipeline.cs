using Rouse.Protocol.Sip;
using Rouse.Server.Forking;

namespace Rouse.Server.Pipeline;

/// <summary>The modules in their order: a flat loop, so that order, timing and tracing have one place.</summary>
sealed class ModulePipeline(
    IReadOnlyList<IRequestModule> requestModules,
    IReadOnlyList<ITargetModule> targetModules,
    IReadOnlyList<IBranchModule> branchModules,
    IReadOnlyList<IResponseModule> responseModules,
    IRedirectModule redirects)
{
    readonly IRequestModule[] _requestModules = [.. requestModules];
    readonly ITargetModule[] _targetModules = [.. targetModules];
    readonly IBranchModule[] _branchModules = [.. branchModules];
    readonly IResponseModule[] _responseModules = [.. responseModules];

    /// <summary>Runs the request through the modules from where it stands until one does not continue.</summary>
    public Verdict Run(RequestContext request)
    {
        while (request.NextModule < _requestModules.Length)
        {
            var verdict = _requestModules[request.NextModule++].Handle(request);
            if (verdict != Verdict.Continue)
                return verdict;
        }
        // A request that nobody wanted: the last module of a complete pipeline always decides.
        return request.Answer(500);
    }

    public void Prepare(RequestContext request, Target target)
    {
        foreach (var module in _targetModules)
            module.Prepare(request, target);
    }

    public IReadOnlyList<Target> Follow(RequestContext request, Target target, SipResponse response) =>
        redirects.Follow(request, target, response);

    public void WriteBranch(RequestContext request, Branch branch, OutgoingMessage outgoing)
    {
        foreach (var module in _branchModules)
            module.Write(request, branch, outgoing);
    }

    public void WriteResponse(RequestContext request, Branch branch, OutgoingMessage response)
    {
        foreach (var module in _responseModules)
            module.Write(request, branch, response);
    }

    /// <summary>A response that comes again, when its request is forgotten.</summary>
    public void WriteResponseAgain(OutgoingMessage response)
    {
        foreach (var module in responseModules)
            module.WriteAgain(response);
    }
}
