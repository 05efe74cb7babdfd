using System.Text;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Registrar;

/// <summary>
/// The registrar of our domains (RFC 3261 §10.3): REGISTER becomes a change of the location service, and its answer the list of bindings.
/// </summary>
/// <param name="grant">Times and limits.</param>
/// <param name="authenticates">Whether only the user itself may change its bindings.</param>
/// <param name="domains">What we are responsible for.</param>
/// <param name="locations">The location service.</param>
/// <param name="watches">Held calls and messages; told of each phone after its 200 was sent.</param>
/// <param name="push">Which phones can be woken.</param>
/// <param name="gruus">URIs of each device.</param>
/// <param name="meter">Counts what becomes of each.</param>
/// <param name="time">Clock of the bindings.</param>
/// <param name="log">One line for each phone that comes or goes.</param>
sealed class RegistrarModule(
    Live<GrantOptions> grant,
    bool authenticates,
    Domains domains,
    ILocationStore locations,
    LocationWatches watches,
    IPushCoverage push,
    Gruus gruus,
    RegisterMeter meter,
    TimeProvider time,
    ILogger log) : IRequestModule
{
    readonly RegisterReader _reader = new(grant, push, locations, domains, gruus, time);
    readonly RegisterLines _lines = new(grant, gruus, time);

    public Verdict Handle(RequestContext request)
    {
        if (request.Request.Method != SipMethod.Register)
            return Verdict.Continue;
        // Step 1; other domains are not found until there is DNS.
        if (!domains.IsOurs(request.RequestUri))
            return request.Answer(404);
        // Step 2.
        if (Unsupported(request.Request) is { } unsupported)
            return request.Answer(420, null, unsupported);
        if (!NameAddress.TryParse(request.Request.Headers.First(HeaderName.To), out var to) || !to.TryGetUri(out var uri) || !uri.IsSip)
            return request.Answer(400, "To Is No SIP URI");
        // Step 5 before 4: the user is compared with the AOR.
        if (domains.ToAor(uri) is not { } aor)
            return request.Answer(404);
        if (authenticates && request.AuthenticatedAs != aor)
            return request.Answer(403);
        return _reader.TryRead(request, aor, out var change, out var extensions, out var refusal)
            ? Apply(request, change, extensions)
            : Refuse(request, refusal);
    }

    Verdict Apply(RequestContext request, RegisterChange change, RegisterExtensions extensions)
    {
        var removes = change.RemoveAll || change.Contacts.Exists(static c => c.Remove);
        // A waking Linphone closes its first connection at once and registers on another: the closed one must not replace it.
        if (!request.Flow.IsOpen && !removes)
        {
            meter.Dropped();
            return Verdict.Dropped;
        }
        if (!change.RemoveAll && change.Contacts.Count == 0)
        {
            meter.Asked();
            return request.Answer(200, null, _lines.Of(request, change, locations.Find(change.Aor), extensions));
        }
        var result = locations.Apply(change);
        return result.Commit is { } commit ? Await(commit, request, change, extensions) : Finish(request, change, result, extensions);
    }

    // Until it is on the disk nothing is acknowledged and nobody is told.
    Verdict Await(RegisterCommit commit, RequestContext request, RegisterChange change, RegisterExtensions extensions)
    {
        commit.WhenEnded(ended => request.Complete(r => Finish(r, change, ended, extensions)));
        return request.Suspend();
    }

    Verdict Finish(RequestContext request, RegisterChange change, RegisterResult result, RegisterExtensions extensions)
    {
        meter.Decided(result);
        if (result.Outcome == RegisterOutcome.OutOfOrder)
            return request.Answer(500, "CSeq Out Of Order");
        if (result.Outcome == RegisterOutcome.NotStored)
            return request.Answer(503, null, RegisterLines.RetryAfter);
        var verdict = request.Answer(200, null, _lines.Of(request, change, result.Bindings, extensions));
        Tell(result);
        return verdict;
    }

    Verdict Refuse(RequestContext request, Refusal refusal)
    {
        meter.Refused();
        return request.Answer(refusal.Status, refusal.Phrase, _lines.Of(refusal));
    }

    // Option tags that we do not know (RFC 3261 §8.2.2.3).
    static List<HeaderLine>? Unsupported(SipRequest request)
    {
        List<HeaderLine>? lines = null;
        foreach (var value in request.Headers.Values(HeaderName.Require))
        {
            foreach (var range in value.Span.Split((byte)','))
            {
                var tag = value.Span[range].Trim(" \t\r\n"u8);
                if (!tag.IsEmpty && !IsKnown(tag))
                    (lines ??= []).Add(new HeaderLine(HeaderName.Unsupported, tag.ToArray()));
            }
        }
        return lines;
    }

    static bool IsKnown(ReadOnlySpan<byte> tag) =>
        Ascii.EqualsIgnoreCase(tag, "path"u8) || Ascii.EqualsIgnoreCase(tag, "outbound"u8) || Ascii.EqualsIgnoreCase(tag, "gruu"u8);

    void Tell(RegisterResult result)
    {
        foreach (var binding in result.Appeared)
        {
            LogAppeared(binding, result.Added.Contains(binding));
            watches.Announce(binding);
        }
        foreach (var binding in result.Removed)
        {
            watches.Changed(binding.Aor);
            if (log.IsEnabled(LogLevel.Information))
                Log.Removed(log, binding.Aor, From(binding.Flow));
        }
    }

    void LogAppeared(Binding binding, bool isAdded)
    {
        if (!log.IsEnabled(isAdded ? LogLevel.Information : LogLevel.Debug))
            return;
        if (isAdded)
            Log.Added(log, binding.Aor, From(binding.Flow), Duration(GrantedTo(binding)), PushText(binding));
        else
            Log.Refreshed(log, binding.Aor, From(binding.Flow));
    }

    TimeSpan GrantedTo(Binding binding) => time.GetElapsedTime(binding.RegisteredAt, binding.ExpiresAt);

    static string From(Flow? flow) => flow == null ? "no flow" : $"{flow.Transport.ToString().ToLowerInvariant()} {flow.Remote}";

    static string PushText(Binding binding)
    {
        if (binding.CanBePushed)
            return $"can be pushed ({binding.Push!.Provider})";
        if (binding.IsPushedElsewhere)
            return "pushed by another proxy";
        if (binding.Push is not { } parameters)
            return "cannot be pushed";
        return parameters switch
        {
            { Defect: { } defect } => $"cannot be pushed: {defect}",
            { Tokens.Count: 0 } => "cannot be pushed: no token",
            _ => $"no push credentials for {(parameters.Param.Length > 0 ? parameters.Param : parameters.Provider)}",
        };
    }

    static string Duration(TimeSpan span) =>
        span.Ticks % TimeSpan.TicksPerDay == 0 ? $"{span.Days}d"
        : span.Ticks % TimeSpan.TicksPerHour == 0 ? $"{(int)span.TotalHours}h"
        : span.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{(int)span.TotalMinutes}min" : $"{(long)span.TotalSeconds}s";

}

static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Aor} registered from {Flow} for {Duration}, {Push}")]
    public static partial void Added(ILogger log, AddressOfRecord aor, string flow, string duration, string push);

    [LoggerMessage(2, LogLevel.Debug, "{Aor} registered again from {Flow}")]
    public static partial void Refreshed(ILogger log, AddressOfRecord aor, string flow);

    [LoggerMessage(3, LogLevel.Information, "{Aor} is no longer registered (it was from {Flow})")]
    public static partial void Removed(ILogger log, AddressOfRecord aor, string flow);
}
