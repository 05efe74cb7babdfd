using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Admin;

/// <summary>A Push feature that says and does what the test tells it.</summary>
sealed class FakePushInspection : IPushInspection
{
    const string NoParameters = "the phone gave no push parameters";

    public static PushOutcome Accepted { get; } = new(PushVerdict.Accepted, 200, "OK", 1) { ProviderId = "id-1" };

    public PushState State { get; set; } = new(true, "apns T.org.example.voip production", "token in order");

    public IReadOnlyList<string> Warnings { get; set; } = [];

    public PushTrial Trial { get; set; } = new(Accepted, "APNs took a background push: the phone may wake");

    /// <summary>What happens because of a push.</summary>
    public Action<Binding> WhenPushed { get; set; } = _ => { };

    public PushState StateOf(Binding binding) => binding.HasPush ? State : new PushState(false, null, NoParameters);

    public Task<PushTrial> TryAsync(Binding binding, CancellationToken cancellation)
    {
        if (!binding.HasPush)
            return Task.FromResult(new PushTrial(null, NoParameters));
        WhenPushed(binding);
        return Task.FromResult(Trial);
    }
}
