using System.CommandLine;
using Rouse.Rendering;
using Rouse.Starting;

namespace Rouse.Commands;

/// <summary><c>rouse backup FOLDER</c>: copies the data folder, while the server runs or not.</summary>
static class BackupCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where the copy is made; must not be there yet." };
        var choice = new DataChoice();
        var command = new Command("backup", "Copies the data folder: database, keys, users. The server may run.") { folder };
        choice.AddTo(command);
        command.SetAction(parsed => Run(parsed, choice, parsed.GetRequiredValue(folder), terminal));
        return command;
    }

    static int Run(ParseResult parsed, DataChoice choice, string folder, Terminal terminal)
    {
        try
        {
            var place = choice.Read(parsed);
            var files = DataBackup.Write(place.DataFolder, Path.GetFullPath(folder));
            terminal.Output.WriteLine($"{place.DataFolder} is copied to {folder}: {string.Join(", ", files)}");
            if (File.Exists(place.UsersPath) && Path.GetDirectoryName(Path.GetFullPath(place.UsersPath)) != place.DataFolder)
                terminal.Output.WriteLine($"not copied, for it is elsewhere: {place.UsersPath}");
            return ExitCode.Done;
        }
        catch (RefusedStartException refused)
        {
            terminal.Error.WriteLine($"rouse: {Printable.OfLines(refused.Message)}");
            return ExitCode.Refused;
        }
    }
}
