using System.Globalization;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Registrar;

/// <summary>Header lines of the 200 to a REGISTER (RFC 3261 §10.3 step 8) and of those answers that must name something.</summary>
sealed class RegisterLines(Live<GrantOptions> grant, Gruus gruus, TimeProvider time)
{
    /// <summary>Seconds until the disk may have recovered; own decision: Linphone waits a minute when it is told nothing.</summary>
    public static readonly HeaderLine[] RetryAfter = [new(HeaderName.RetryAfter, "5"u8.ToArray())];

    static readonly HeaderLine RequireOutbound = new(HeaderName.Require, "outbound"u8.ToArray());
    static readonly HeaderLine[] UnsupportedPath = [new(HeaderName.Unsupported, "path"u8.ToArray())];

    DateValue? _date;

    public List<HeaderLine> Of(
        RequestContext request, RegisterChange change, IReadOnlyList<Binding> bindings, RegisterExtensions extensions)
    {
        var lines = new List<HeaderLine>(bindings.Count + 1);
        // RFC 3327 §5.3.
        foreach (var path in request.Request.Headers.Values(HeaderName.Path))
            lines.Add(new HeaderLine(HeaderName.Path, path));
        // RFC 3608 §6.3.
        foreach (var route in grant.Current.Registrar.ServiceRoute)
            lines.Add(new HeaderLine(HeaderName.ServiceRoute, Encoding.ASCII.GetBytes(route)));
        if (extensions.IsOutbound)
            AddOutbound(request.Flow, change, lines);
        var now = time.GetTimestamp();
        for (var i = 0; i < bindings.Count; i++)
        {
            // Kept for MESSAGEs alone.
            if (bindings[i].ExpiresAt <= now)
                continue;
            var seconds = (bindings[i].ExpiresAt - now + time.TimestampFrequency - 1) / time.TimestampFrequency;
            var contact = ContactWriter.Write(
                bindings[i], seconds, IsOwn(bindings[i], change), extensions.HasGruus ? gruus : null);
            lines.Add(new HeaderLine(HeaderName.Contact, contact));
        }
        // RFC 8599 §5.6.1: one field for each type of push.
        foreach (var type in extensions.PushTypes)
        {
            if (FeatureCaps.ForPush(type) is { } value)
                lines.Add(new HeaderLine(HeaderName.FeatureCaps, value));
        }
        lines.Add(new HeaderLine(HeaderName.Date, Date()));
        return lines;
    }

    /// <summary>What a refusal has to say.</summary>
    public IReadOnlyList<HeaderLine>? Of(Refusal refusal)
    {
        if (refusal == Refusal.PathUnsupported)
            return UnsupportedPath;
        return refusal == Refusal.TooBrief
            ? [new(HeaderName.MinExpires, Encoding.ASCII.GetBytes($"{(long)grant.Current.Registrar.MinExpires.TotalSeconds}"))]
            : null;
    }

    // RFC 5626 §6: the time is for the phone's flow to us, not for one to an edge proxy.
    static void AddOutbound(Flow flow, RegisterChange change, List<HeaderLine> lines)
    {
        lines.Add(RequireOutbound);
        if (change.Contacts.TrueForAll(static c => c.Binding.Path.Count == 0))
            lines.Add(new HeaderLine(HeaderName.FlowTimer, Encoding.ASCII.GetBytes($"{KeepAlive.SecondsOf(flow)}")));
    }

    // Written once a second.
    ReadOnlyMemory<byte> Date()
    {
        var now = time.GetUtcNow();
        var second = now.UtcTicks / TimeSpan.TicksPerSecond;
        if (_date is not { } date || date.Second != second)
            _date = date = new(second, Encoding.ASCII.GetBytes(now.ToString("R", CultureInfo.InvariantCulture)));
        return date.Value;
    }

    // Named in this request, or bound on this very flow; behind an edge proxy others share the flow.
    static bool IsOwn(Binding binding, RegisterChange change) =>
        Names(change, binding.Identity)
        || (binding.Path.Count == 0 && binding.Flow is { } flow && flow.IsSamePath(change.Flow));

    static bool Names(RegisterChange change, BindingIdentity identity)
    {
        foreach (var contact in change.Contacts)
        {
            if (contact.Binding.Identity == identity)
                return true;
        }
        return false;
    }

    sealed record DateValue(long Second, ReadOnlyMemory<byte> Value);
}
