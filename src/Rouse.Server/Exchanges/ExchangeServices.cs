using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>What every exchange works with; one object for all.</summary>
sealed record ExchangeServices
{
    public required TimeProvider Time { get; init; }

    public required RunList RunList { get; init; }

    public required Timers Timers { get; init; }

    public required ExchangeTable Table { get; init; }

    public required EndedExchanges Ended { get; init; }

    public required IFlowTable Flows { get; init; }

    public required ModulePipeline Pipeline { get; init; }

    public required ILocationStore Locations { get; init; }

    public required LocationWatches Watches { get; init; }

    public required ConfirmedDialogs Dialogs { get; init; }

    public required IDiversion Diversion { get; init; }

    public required OwnRequests OwnRequests { get; init; }

    public required IPushSender PushSender { get; init; }

    public required StatelessTags Tags { get; init; }

    public required Live<HoldOptions> Hold { get; init; }

    public required Live<ForkingOptions> Forking { get; init; }

    public required TimelineRing Timelines { get; init; }

    public required ExchangeMeter Meter { get; init; }

    public required ILogger Log { get; init; }

    public SipTimers SipTimers { get; init; } = SipTimers.Default;
}

/// <summary>How long requests are held for sleeping phones.</summary>
/// <param name="RingWindow">Of an INVITE; its Expires may shorten it.</param>
/// <param name="Provisional">Status told to the caller when a push was accepted; null for none.</param>
sealed record HoldOptions(TimeSpan RingWindow, int? Provisional)
{
    /// <summary>A MESSAGE is answered before its sender's Timer F, 32 s (RFC 4320 §4.1).</summary>
    public static readonly TimeSpan MessageWindow = TimeSpan.FromSeconds(25);

    /// <summary>
    /// The bindings are read again after 1, 2, 4 … s: an event that was lost costs a fraction of the time that the call was held.
    /// </summary>
    public static readonly TimeSpan FirstReading = TimeSpan.FromSeconds(1);

    /// <summary>And then every 8 s: iOS gives a phone that was woken 15 s until the INVITE must be there.</summary>
    public static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(8);

    /// <summary>100 to a non-INVITE: not before the time at which its sender's Timer E reaches T2 (RFC 4320 §4.1).</summary>
    public static readonly TimeSpan NonInviteTrying = TimeSpan.FromSeconds(3.5);

    /// <summary>How long a request is held, from its arrival; zero: not at all. Never beyond the Expires of an INVITE.</summary>
    public TimeSpan WindowOf(ForkKind kind, SipRequest request)
    {
        if (kind != ForkKind.Call)
            return kind == ForkKind.Message ? MessageWindow : TimeSpan.Zero;
        var expires = request.Headers.First(HeaderName.Expires).Span;
        return Utf8Parser.TryParse(expires, out uint seconds, out var length) && length == expires.Length && seconds > 0
            && TimeSpan.FromSeconds(seconds) < RingWindow
                ? TimeSpan.FromSeconds(seconds)
                : RingWindow;
    }
}
