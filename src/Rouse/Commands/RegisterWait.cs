using Rouse.Admin;
using Rouse.Server.Admin;

namespace Rouse.Commands;

/// <summary>Watches whether pushed phones register.</summary>
sealed class RegisterWait(AdminClient client, TimeProvider time, PushReport report)
{
    /// <summary>A person does not notice it, and the server hardly; own decision.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>With what has been seen so far.</summary>
    public PushReport Report { get; private set; } = report;

    /// <summary>Whether any phone may come.</summary>
    public bool IsWorthwhile => Report.Phones.Any(phone => phone.IsAccepted);

    bool IsComplete => Report.Phones.All(phone => !phone.IsAccepted || phone.RegisteredAfterMilliseconds is not null);

    /// <summary>Until all that were pushed have come, or the time is over.</summary>
    public async Task RunAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (!IsComplete && patience > TimeSpan.Zero)
        {
            var bindings = await client.BindingsAsync(Report.Aor, AdminQueries.MaxCount, cancellation);
            var elapsed = time.GetElapsedTime(start);
            Report = Report with { Phones = [.. Report.Phones.Select(phone => Note(phone, bindings.Bindings, elapsed))] };
            if (IsComplete || elapsed >= patience)
                return;
            await Task.Delay(Interval, time, cancellation);
        }
    }

    static PushAttempt Note(PushAttempt attempt, IReadOnlyList<BindingReport> now, TimeSpan elapsed)
    {
        if (!attempt.IsAccepted || attempt.RegisteredAfterMilliseconds is not null)
            return attempt;
        var hasCome = now.Any(binding => binding.Id == attempt.Phone.Id && binding.RegisterNumber > attempt.Phone.RegisterNumber);
        return hasCome ? attempt with { RegisteredAfterMilliseconds = (long)elapsed.TotalMilliseconds } : attempt;
    }
}
