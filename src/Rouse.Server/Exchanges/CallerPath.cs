using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>
/// Where responses to a request go: back on its flow, unless the caller's phone has registered elsewhere since. A proxy in between
/// (RFC 3327) is in Via, and nobody else can take them to the phone.
/// </summary>
/// <param name="BindingId">Of the caller's phone; 0 when it has none, or is behind a proxy.</param>
/// <param name="ReceiveNumber">Of the request.</param>
/// <param name="IsSips">They go back only where nobody reads them.</param>
readonly record struct CallerPath(ulong BindingId, long ReceiveNumber, bool IsSips)
{
    public static CallerPath Of(RequestContext request) => new(
        request.CallerBinding is { Path.Count: 0 } own ? own.Id : 0, request.ReceiveNumber, request.IsSips);

    public bool MayTake(Flow flow) => !IsSips || flow.IsSecure;

    /// <param name="flow">The one that was taken so far; null when it is gone.</param>
    /// <param name="locations">Where phones are now.</param>
    public Flow? Choose(Flow? flow, ILocationStore locations) =>
        BindingId != 0 && locations.FindById(BindingId) is { Flow: { IsOpen: true } present, Path.Count: 0 } now
            && (now.ReceiveNumber > ReceiveNumber || flow is not { IsOpen: true }) && MayTake(present)
            ? present
            : flow;
}
