using System.CommandLine;
using Rouse.Admin;
using Rouse.Configuration;
using Rouse.Server;
using Rouse.Starting;
using Rouse.Users;

namespace Rouse.Commands;

/// <summary>The options by which a command finds what <c>rouse serve</c> uses on this machine.</summary>
sealed class DataChoice
{
    const string AreInDatabase =
        "accounts come from the database of [auth.sql]: there they are added, removed and listed; [auth] users names a file beside it";

    readonly Option<string?> _data = new("--data")
    {
        HelpName = "DIR",
        Description = "Data folder of the server; without it as for serve: data in rouse.toml, or 'data'.",
    };
    readonly Option<string?> _config = new("--config")
    {
        HelpName = "FILE",
        Description = "Configuration file of the server; without it rouse.toml in the working directory, if there is one.",
    };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_config);
    }

    /// <exception cref="RefusedStartException">There is no such configuration file.</exception>
    public ServerOptions ReadOptions(ParseResult parsed, out IReadOnlyList<Fault> faults)
    {
        List<Setting> settings = parsed.GetValue(_data) is { } folder
            ? [new Setting(ConfigKeys.Get("data"), null, new TextValue(new Origin(_data.Name), folder))]
            : [];
        var file = ConfigFile.Choose(parsed.GetValue(_config));
        if (file is not null && !File.Exists(file))
            throw new RefusedStartException($"{file}: there is no such file");
        var configuration = ServerConfiguration.Load(file, EnvironmentVariables.OfProcess(), settings);
        faults = configuration.Faults;
        return configuration.Options;
    }

    /// <summary>Also with the domains of the server that runs: those of its command line are known to it alone.</summary>
    /// <exception cref="RefusedStartException">The configuration is wrong, or there is no data folder.</exception>
    public async Task<UsersPlace> ReadServedAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var place = Read(parsed);
        try
        {
            using var client = new AdminClient(place.DataFolder);
            var status = await client.StatusAsync(cancellation);
            IReadOnlyList<string> domains = [.. place.Options.Domains.Union(status.Domains, StringComparer.OrdinalIgnoreCase)];
            return place with { Options = place.Options with { Domains = domains } };
        }
        catch (AdminException)
        {
            return place;
        }
    }

    /// <exception cref="RefusedStartException">The configuration is wrong, or there is no data folder.</exception>
    public UsersPlace Read(ParseResult parsed)
    {
        var options = ReadOptions(parsed, out var faults);
        if (faults.Count > 0)
            throw new RefusedStartException(string.Join('\n', faults.Select(fault => fault.ToString())));
        var folder = Path.GetFullPath(options.Data);
        return Directory.Exists(folder)
            ? new UsersPlace(options, folder, UsersFilePath.Of(options, folder) ?? throw new RefusedStartException(AreInDatabase))
            : throw new RefusedStartException(
                $"there is no data folder {folder}: start the server once, or say with --data or --config which one is meant");
    }
}

/// <param name="Options">Of the server.</param>
/// <param name="DataFolder">Absolute.</param>
/// <param name="UsersPath">The users file.</param>
sealed record UsersPlace(ServerOptions Options, string DataFolder, string UsersPath);
