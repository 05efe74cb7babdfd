using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Forking;

/// <summary>One sending of the request over one flow: a client transaction (RFC 3261 §16.6).</summary>
sealed class Branch(Target target, int index, Flow flow, ReadOnlyMemory<byte> via)
{
    readonly Binding? _sentTo = target.Binding;

    public Target Target { get; } = target;

    /// <summary>Place among the branches of its exchange; part of the Via branch.</summary>
    public int Index { get; } = index;

    public Flow Flow { get; } = flow;

    /// <summary>Our Via value for it.</summary>
    public ReadOnlyMemory<byte> Via { get; } = via;

    /// <summary>Status of the highest provisional response, 100 included; 0 before any.</summary>
    public int Provisional { get; set; }

    /// <summary>Status of the final response; 0 while there is none.</summary>
    public int FinalStatus { get; set; }

    /// <summary>No final response will count any more: it came, or the transport or a timer ended it.</summary>
    public bool IsOver { get; set; }

    /// <summary>Someone decided to cancel it; the CANCEL itself waits for a provisional response (RFC 3261 §9.1).</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Nobody can take its 2xx any more: it is hung up, and so is each repetition.</summary>
    public bool IsUnwanted { get; set; }

    /// <summary>Whether the device has. The 100 of a proxy in front of it (RFC 3327) tells nothing of it.</summary>
    public bool HasAnswered => Provisional > (IsBehindProxy ? 100 : 0) || FinalStatus > 0;

    public bool IsRinging => Provisional > 100;

    /// <summary>Whether its final response would still count.</summary>
    public bool IsLive => !IsOver && !IsCancelled;

    /// <summary>Whether the end of a cancelled call waits for it; one that never answered anything may never even get its CANCEL.</summary>
    public bool IsAwaited => !IsOver && !IsUnwanted && Provisional > 0;

    bool IsBehindProxy => _sentTo is { Path.Count: > 0 };

    /// <summary>Whether it went where this binding says that the device is. Over the flow of a proxy each goes its own way.</summary>
    public bool WentTo(Binding binding) => Flow.IsSamePath(binding.Flow!)
        && (!IsBehindProxy || (_sentTo!.HasSamePath(binding) && _sentTo.UriText.Span.SequenceEqual(binding.UriText.Span)));

    /// <summary>
    /// Whether another one to where this binding says would only repeat it. What a proxy took for a phone that slept may be lost.
    /// </summary>
    public bool Serves(Binding binding) => WentTo(binding) && (!IsBehindProxy || HasAnswered);
}
