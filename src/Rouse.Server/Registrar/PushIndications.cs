using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Registrar;

/// <summary>
/// What a REGISTER is told of pushes (RFC 8599 §5.6.1): the types that we send to the phones it binds, and those that it asks about.
/// </summary>
sealed class PushIndications(IPushCoverage push, RequestContext context)
{
    /// <summary>
    /// A binding must live longer than the time before its end at which a phone is woken to refresh it (RFC 8599 §5.5), else no service
    /// may be promised.
    /// </summary>
    public static readonly TimeSpan TooBrief = TimeSpan.FromSeconds(120);

    List<string>? _types;

    /// <summary>Each once.</summary>
    public IReadOnlyList<string> Types => _types ?? [];

    /// <summary>A proxy nearer to the phone sends the pushes: nothing of push is ours then.</summary>
    public bool IsPushedElsewhere { get; } = SaysPush(context.Request);

    /// <param name="parameters">Of a contact; null for none.</param>
    /// <param name="isDirect">Without a proxy between; a proxy on this machine speaks for phones elsewhere.</param>
    public PushCoverage CoverageOf(PushParameters? parameters, bool isDirect)
    {
        if (parameters == null || IsPushedElsewhere)
            return PushCoverage.None;
        var coverage = push.Of(parameters, context.Flow);
        return coverage == PushCoverage.Sandbox && !isDirect ? PushCoverage.None : coverage;
    }

    /// <summary>A contact is bound for this time.</summary>
    public void Add(PushParameters? parameters, PushCoverage coverage, TimeSpan granted)
    {
        if (parameters == null || IsPushedElsewhere || granted <= TooBrief)
            return;
        if (coverage != PushCoverage.None)
            Add(parameters.Provider);
        // §5.6.1.2: no token, so it only asks.
        else if (parameters is { Prid.Length: 0, Defect: null })
            AddAll(push.TypesFor(parameters, context.Flow));
    }

    void AddAll(IReadOnlyList<string> types)
    {
        foreach (var type in types)
            Add(type);
    }

    void Add(string type)
    {
        if (_types?.Contains(type) != true)
            (_types ??= []).Add(type);
    }

    static bool SaysPush(SipRequest request)
    {
        foreach (var value in request.Headers.Values(HeaderName.FeatureCaps))
        {
            if (FeatureCaps.HasPush(value.Span))
                return true;
        }
        return false;
    }
}
