using System.CommandLine;
using Rouse.Admin;
using Rouse.Configuration;
using Rouse.Server;

namespace Rouse.Commands;

/// <summary>The options that every command to a running server has: which server, and in which form it answers.</summary>
sealed class ServerChoice
{
    readonly Option<string?> _data = new("--data")
    {
        HelpName = "DIR",
        Description = "Data folder of the server; without it as for serve: [data] of rouse.toml, or 'data'.",
    };
    readonly Option<string?> _config = new("--config")
    {
        HelpName = "FILE",
        Description = "Configuration file of the server; without it rouse.toml in the working directory, if there is one.",
    };
    readonly Option<string?> _server = new("--server")
    {
        HelpName = "URL",
        Description = "A server elsewhere: its [admin] listen, such as http://192.0.2.1:8060.",
    };
    readonly Option<string?> _token = new("--token")
    {
        HelpName = "TOKEN",
        Description = "For --server: its [admin] token. ROUSE__ADMIN__TOKEN keeps it out of the list of processes.",
    };
    readonly Option<bool> _json = new("--json") { Description = "Print JSON, for scripts." };

    /// <summary>Adds the options; those of a command of its own stand before them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _json, _data, _config, _server, _token })
            command.Add(option);
    }

    /// <summary>Asks the chosen server; what it refuses is told and ends with 1.</summary>
    public async Task<int> AskAsync(ParseResult parsed, Terminal terminal, Func<AdminClient, Answer, Task<int>> ask)
    {
        try
        {
            using var client = Connect(parsed);
            return await ask(client, new Answer(terminal, parsed.GetValue(_json)));
        }
        catch (AdminException refused)
        {
            terminal.Error.WriteLine($"rouse: {Rendering.Printable.OfLines(refused.Message)}");
            return ExitCode.Refused;
        }
    }

    AdminClient Connect(ParseResult parsed)
    {
        var options = ReadOptions(parsed);
        if (parsed.GetValue(_server) is not { } server)
            return new AdminClient(options.Data);
        if (!Uri.TryCreate(server, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new AdminException($"--server takes a URL such as http://127.0.0.1:8060, not {server}");
        var token = parsed.GetValue(_token) ?? options.Admin.Token;
        return token is null ? throw new AdminException("--server needs --token") : new AdminClient(url, token);
    }

    // A file that is wrong by now does not keep an operator from the server that runs.
    ServerOptions ReadOptions(ParseResult parsed)
    {
        List<Setting> settings = parsed.GetValue(_data) is { } folder
            ? [new Setting(ConfigKeys.Get("data"), null, new TextValue(new Origin(_data.Name), folder))]
            : [];
        var file = ConfigFile.Choose(parsed.GetValue(_config));
        return file is not null && !File.Exists(file)
            ? throw new AdminException($"{file}: there is no such file")
            : ServerConfiguration.Load(file, EnvironmentVariables.OfProcess(), settings).Options;
    }
}
