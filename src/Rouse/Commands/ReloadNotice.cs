using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Users;

namespace Rouse.Commands;

/// <summary>Tells the running server that its users file has changed, and the operator whether it took the change.</summary>
sealed class ReloadNotice(Terminal terminal, UsersPlace place)
{
    public async Task<int> SendAsync(CancellationToken cancellation)
    {
        if (!place.Options.Auth.Enabled)
            return Say("authentication is off: the users file counts for nothing");
        try
        {
            using var client = new AdminClient(place.DataFolder);
            return Explain(await client.ReloadUsersAsync(cancellation));
        }
        catch (AdminException refused) when (refused.IsUnreachable)
        {
            return Say("no server is running with this data folder: it counts from the next start");
        }
        catch (AdminException refused)
        {
            return Warn([$"the running server did not take it: {refused.Message}"]);
        }
    }

    int Explain(UsersReport report) =>
        report.Errors.Count > 0 ? Warn(["the running server keeps the users that it had:", .. report.Errors])
        : IsOurs(report.Path) ? Say("the running server knows it")
        : Warn([$"the running server reads another file: {report.Path}"]);

    bool IsOurs(string path) => Path.GetFullPath(path) == Path.GetFullPath(place.UsersPath);

    int Say(string text)
    {
        terminal.Output.WriteLine(text);
        return ExitCode.Done;
    }

    int Warn(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            terminal.Error.WriteLine($"rouse: {Printable.OfLines(line)}");
        return ExitCode.Refused;
    }
}
