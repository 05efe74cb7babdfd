using System.Globalization;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Admin;

/// <summary>Makes a report of a binding; no push token gets into it.</summary>
sealed class BindingReader(TimeProvider time, IPushInspection push)
{
    public BindingReport Read(Binding binding)
    {
        var state = push.StateOf(binding);
        var expiresAt = ToWallClock(binding.ExpiresAt);
        var reachability = Reachabilities.Of(binding, time);
        return new BindingReport
        {
            Id = binding.Id.ToString("x16", CultureInfo.InvariantCulture),
            Aor = binding.Aor.ToString(),
            Contact = ContactOf(binding.Uri),
            Instance = binding.Identity.Instance,
            State = reachability.ToString().ToLowerInvariant(),
            Flow = binding.HasFlow ? $"{binding.Flow!.Transport.ToString().ToUpperInvariant()} {binding.Flow.Remote}" : null,
            LastByteAt = binding.HasFlow ? ToWallClock(binding.Flow!.LastReceivedAt) : null,
            RegisterNumber = binding.ReceiveNumber,
            RegisteredAt = ToWallClock(binding.RegisteredAt),
            ExpiresAt = expiresAt,
            App = state.App,
            CanBePushed = state.IsReachable,
            Push = state.Text,
            ReachableUntil = IsRegistered(binding) && (state.IsReachable || binding.HasFlow) ? expiresAt : null,
            Reason = IsRegistered(binding) ? ReasonOf(binding, state) : ReasonOfMessages(binding),
        };
    }

    string ReasonOf(Binding binding, PushState state)
    {
        var granted = $"granted {Show(time.GetElapsedTime(binding.RegisteredAt, binding.ExpiresAt))}";
        return state.IsReachable ? $"can be pushed, {granted}"
            : binding.HasFlow ? $"its registration ends, {granted}; {state.Text}: not reachable while asleep"
            : $"its connection is closed; {state.Text}: waiting for it to register";
    }

    // The rest of what message-expires asked for.
    string ReasonOfMessages(Binding binding) =>
        $"its registration has ended; it takes messages for {Show(time.GetElapsedTime(time.GetTimestamp(), binding.EndsAt))} more";

    bool IsRegistered(Binding binding) => binding.ExpiresAt > time.GetTimestamp();

    // Both clocks advance alike from now back to then; after a jump of the wall clock the age is still right.
    DateTimeOffset ToWallClock(long timestamp) => time.GetUtcNow() - time.GetElapsedTime(timestamp);

    static string Show(TimeSpan span) => span switch
    {
        { TotalHours: >= 48 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} d"),
        { TotalMinutes: >= 120 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
    };

    static string ContactOf(SipUri uri)
    {
        var text = new StringBuilder(uri.Scheme == UriScheme.Sips ? "sips:" : "sip:");
        if (!uri.User.IsEmpty)
            text.Append(Encoding.UTF8.GetString(uri.User.Span)).Append('@');
        text.Append(Encoding.UTF8.GetString(uri.HostPort.Span));
        foreach (var parameter in uri.Parameters)
        {
            // A name with an escape in it may be any of them.
            if (PushParameters.IsPushParameter(parameter.Name.Span) || parameter.Name.Span.Contains((byte)'%'))
                continue;
            text.Append(Encoding.UTF8.GetString(parameter.Text.Span));
        }
        return text.ToString();
    }
}
