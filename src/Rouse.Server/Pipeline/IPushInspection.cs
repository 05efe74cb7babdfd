using Rouse.Push;
using Rouse.Server.Location;

namespace Rouse.Server.Pipeline;

/// <summary>What an operator asks of the Push feature: is this phone woken, and if not, why.</summary>
interface IPushInspection
{
    /// <summary>What keeps phones from being woken now, in words: providers that fail, apps whose pushes are all refused.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Whether a push to this phone would be sent now, and why (not).</summary>
    PushState StateOf(Binding binding);

    /// <summary>
    /// Sends one test push that announces nothing: never one that obliges the app to show a call. The outcome is null, with the reason in
    /// <see cref="PushTrial.Text"/>, where none can be sent.
    /// </summary>
    Task<PushTrial> TryAsync(Binding binding, CancellationToken cancellation);
}

/// <param name="IsReachable">Whether a push would be sent.</param>
/// <param name="App">The configured app that serves it, such as <c>apns org.example.phone production</c>; null for none.</param>
/// <param name="Text">
/// In words: <c>token in order</c>, <c>token refused 3 min ago (BadDeviceToken)</c>, <c>no push credentials for …</c>.
/// </param>
sealed record PushState(bool IsReachable, string? App, string Text);

/// <param name="Outcome">The provider's answer; null when no push was sent.</param>
/// <param name="Text">What was sent where, or why nothing was, and what the answer means; no token in it.</param>
sealed record PushTrial(PushOutcome? Outcome, string Text);
