using System.IO.Hashing;
using System.Runtime.InteropServices;
using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Push;

/// <summary>
/// Keeps a flood of calls from emptying batteries (RFC 8599 §13): so many pushes a minute to one device, and of one caller.
/// </summary>
sealed class PushLimits(Live<PushOptions> options, TimeProvider time)
{
    readonly RateLimit _ofPhone = new(() => options.Current.MaxPerPhone, time);
    readonly RateLimit _ofCaller = new(() => options.Current.MaxPerCaller, time);

    /// <summary>Counts a push; else why it must not be sent. One that is not sent does not count.</summary>
    public string? Refuse(RequestContext request, PushMessage message)
    {
        var caller = CallerOf(request);
        if (!_ofCaller.MayTake(caller))
            return $"its sender has caused {options.Current.MaxPerCaller} pushes in a minute ([push] max_per_caller)";
        if (!_ofPhone.TryTake(Hash(message.Token, Hash(message.Provider, 0))))
            return $"the phone has got {options.Current.MaxPerPhone} pushes in a minute ([push] max_per_phone)";
        _ofCaller.TryTake(caller);
        return null;
    }

    // Who proved nothing is who it says, where it says it from.
    static ulong CallerOf(RequestContext request)
    {
        if (request.AuthenticatedAs is { } aor)
            return Hash(aor.User, Hash(aor.Domain, 1));
        Span<byte> host = stackalloc byte[16];
        request.Flow.Remote.Address.TryWriteBytes(host, out var length);
        var from = NameAddress.TryParse(request.Request.Headers.First(HeaderName.From), out var address) ? address.UriText.Span : default;
        return XxHash3.HashToUInt64(from, (long)XxHash3.HashToUInt64(host[..length]));
    }

    static ulong Hash(string text, ulong seed) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)seed);
}
