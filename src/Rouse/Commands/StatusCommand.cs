using System.CommandLine;
using System.Globalization;
using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Server.Admin;

namespace Rouse.Commands;

/// <summary><c>rouse status</c>: the running server in a few lines.</summary>
static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var server = new ServerChoice();
        var command = new Command(
            "status",
            "Shows the running server: where it listens, how many phones it can reach, what is wrong. "
            + "Ends with 1 where it cannot do its work.");
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => server.AskAsync(parsed, terminal, async (client, answer) =>
        {
            var status = await client.StatusAsync(cancellation);
            _ = answer.IsJson ? answer.PrintJson(status, AdminJson.Default.StatusReport) : answer.Print(Lines(status, answer));
            return status.Health == HealthReport.Ok ? ExitCode.Done : ExitCode.Refused;
        }));
        return command;
    }

    static IEnumerable<string> Lines(StatusReport status, Answer answer)
    {
        var ink = answer.Ink;
        var health = status.Health == HealthReport.Ok ? ink.Good(status.Health) : ink.Bad(Printable.Of(status.Health));
        yield return $"Rouse {Printable.Of(status.Version)}: {health}, up {LocalTime.Show(TimeSpan.FromSeconds(status.UptimeSeconds))}";
        yield return $"  listen    {Join(status.Listeners)}";
        yield return $"  domains   {DomainsOf(status)}";
        yield return $"  phones    {PhonesOf(status)}";
        yield return $"  held      {Count(status.HeldCalls, "call")}, {Count(status.HeldMessages, "message")} for phones that sleep; "
            + $"{Count(status.Exchanges, "request")} under way";
        yield return $"  push      {Printable.Of(status.Push)}";
        yield return $"  store     {Printable.Of(status.Store)}";
        foreach (var warning in status.Warnings)
            yield return $"  {ink.Warning("warning")}   {Printable.Of(warning)}";
    }

    static string DomainsOf(StatusReport status) =>
        status.Domains.Count > 0 ? Join(status.Domains) : $"its own addresses, as {Printable.Of(status.Realm)}";

    static string PhonesOf(StatusReport status)
    {
        var states = status.BindingStates;
        return $"{status.Bindings} registered: {states.Awake} awake, {states.Dormant} dormant, {states.Asleep} asleep; "
            + $"{states.CanBePushed} can be pushed";
    }

    static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    static string Join(IReadOnlyList<string> texts) => Printable.Of(string.Join(", ", texts));
}
