using System.CommandLine;
using Rouse.Admin;
using Rouse.Starting;

namespace Rouse.Commands;

/// <summary>The options that every command to a running server has: which server, and in which form it answers.</summary>
sealed class ServerChoice
{
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

    readonly DataChoice _here = new();

    public void AddTo(Command command)
    {
        command.Add(_json);
        _here.AddTo(command);
        command.Add(_server);
        command.Add(_token);
    }

    /// <summary>Asks the chosen server; what it refuses is told and ends with 1.</summary>
    public async Task<int> AskAsync(ParseResult parsed, Terminal terminal, Func<AdminClient, Answer, Task<int>> ask)
    {
        try
        {
            using var client = Connect(parsed);
            return await ask(client, new Answer(terminal, parsed.GetValue(_json)));
        }
        catch (Exception refused) when (refused is AdminException or RefusedStartException)
        {
            terminal.Error.WriteLine($"rouse: {Rendering.Printable.OfLines(refused.Message)}");
            return ExitCode.Refused;
        }
    }

    AdminClient Connect(ParseResult parsed)
    {
        // A file that is wrong by now does not keep an operator from the server that runs.
        var options = _here.ReadOptions(parsed, out _);
        if (parsed.GetValue(_server) is not { } server)
            return new AdminClient(options.Data);
        if (!Uri.TryCreate(server, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new AdminException($"--server takes a URL such as http://127.0.0.1:8060, not {server}");
        var token = parsed.GetValue(_token) ?? options.Admin.Token;
        return token is null ? throw new AdminException("--server needs --token") : new AdminClient(url, token);
    }
}
