using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Exchanges;

/// <summary>A module that does to one method what the test says, and notes what it saw.</summary>
sealed class FakeModule(SipMethod method, Func<RequestContext, Verdict> handle) : IRequestModule, IBranchModule, IResponseModule
{
    /// <summary>Every request of the method that came by, in order.</summary>
    public List<RequestContext> Seen { get; } = [];

    public RequestContext Last => Seen[^1];

    public Action<Branch>? OnBranch { get; init; }

    public Action<SipMessage>? OnResponse { get; init; }

    /// <summary>Suspends each request of the method.</summary>
    public static FakeModule Suspending(SipMethod method) => new(method, request => request.Suspend());

    /// <summary>Only looks.</summary>
    public static FakeModule Watching(SipMethod method) => new(method, _ => Verdict.Continue);

    public Verdict Handle(RequestContext request)
    {
        if (request.Request.Method != method)
            return Verdict.Continue;
        Seen.Add(request);
        return handle(request);
    }

    public void Write(RequestContext request, Branch branch, OutgoingMessage message)
    {
        if (message.Message is SipRequest)
            OnBranch?.Invoke(branch);
        else
            OnResponse?.Invoke(message.Message);
    }
}
