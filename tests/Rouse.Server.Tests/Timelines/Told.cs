using System.Globalization;
using System.Text;
using Rouse.Server.Timelines;
using Rouse.Testing;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines as plain text, for comparison.</summary>
static class Told
{
    /// <summary>The newest timeline of a server.</summary>
    public static string Of(TestNetwork network) => Of(Newest(network));

    public static TimelineRecord Newest(TestNetwork network)
    {
        var timelines = network.Server.Timelines;
        return timelines.Find(timelines.Recent(1)[0].Id)[0];
    }

    /// <summary>
    /// Method, people and status; verdict, folded at its semicolons; hint behind a question mark; phones; steps with their milliseconds. A
    /// star marks one that is under way.
    /// </summary>
    public static string Of(TimelineRecord record)
    {
        var text = new StringBuilder();
        var status = record.IsOver ? $"{record.Status}" : $"{record.Status}*";
        text.AppendLine(CultureInfo.InvariantCulture, $"{record.Method} {record.From} > {record.To}: {status}");
        text.AppendLine(record.Verdict.Replace("; ", ";\n", StringComparison.Ordinal));
        if (record.Hint != null)
            text.AppendLine(CultureInfo.InvariantCulture, $"? {record.Hint}");
        foreach (var (i, phone) in record.Phones.Index())
            text.AppendLine(CultureInfo.InvariantCulture, $"phone {i + 1} = {phone}");
        foreach (var step in record.Steps)
            text.AppendLine(CultureInfo.InvariantCulture, $"{step.Milliseconds,6} {step.Text}");
        return text.ToString().TrimEnd();
    }
}
