using System.CommandLine;
using Rouse.Configuration;

namespace Rouse.Commands;

/// <summary>The options of <c>rouse serve</c>; those that a file can set too become settings.</summary>
sealed class ServeOptions
{
    readonly Option<string?> _config = new("--config")
    {
        HelpName = "FILE",
        Description = "Configuration file; without it rouse.toml in the working directory, if there is one.",
    };
    readonly Option<string[]> _listen = new("--listen")
    {
        HelpName = "URL",
        Description = "Listen here, such as udp://*:5060 or tcp://192.0.2.1:5060; may be repeated.",
    };
    readonly Option<string[]> _domain = new("--domain")
    {
        HelpName = "DOMAIN",
        Description = "Be responsible for this domain; may be repeated.",
    };
    readonly Option<string?> _data = new("--data")
    {
        HelpName = "DIR",
        Description = "Folder of registrations, keys and users; 'data' without it.",
    };
    readonly Option<string?> _users = new("--users")
    {
        HelpName = "FILE",
        Description = "Users file; users.txt in the data folder without it.",
    };
    readonly Option<bool> _noAuth = new("--no-auth")
    {
        Description = "Let anybody register and call as anybody.",
    };
    readonly Option<string?> _log = new("--log")
    {
        HelpName = "LEVELS",
        Description = "What goes to standard error: debug (with all SIP messages), info, warn or error; then for single parts, such as "
            + "info,Push=debug.",
    };
    readonly Option<string?> _logFormat = new("--log-format")
    {
        HelpName = "FORMAT",
        Description = "text, or json: one object a line.",
    };
    readonly Option<bool> _logSecrets = new("--log-secrets")
    {
        Description = "Do not mask passwords, push tokens and message bodies in the log.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _config, _listen, _domain, _data, _users, _noAuth, _log, _logFormat, _logSecrets })
            command.Add(option);
    }

    public ServeArguments Read(ParseResult parsed)
    {
        var settings = new List<Setting>();
        AddList(settings, "listen", _listen, parsed);
        AddList(settings, "domains", _domain, parsed);
        AddText(settings, "data", _data, parsed);
        AddText(settings, "auth.users", _users, parsed);
        if (parsed.GetValue(_noAuth))
            settings.Add(new Setting(ConfigKeys.Get("auth.enabled"), null, new FlagValue(new Origin(_noAuth.Name), false)));
        AddLevels(settings, parsed);
        AddText(settings, "log.format", _logFormat, parsed);
        return new ServeArguments(ConfigFile.Choose(parsed.GetValue(_config)), settings, parsed.GetValue(_logSecrets));
    }

    // info,Push=debug: the level of all, and of single parts.
    void AddLevels(List<Setting> settings, ParseResult parsed)
    {
        foreach (var part in parsed.GetValue(_log)?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = ConfigKeys.Get(equals < 0 ? "log.level" : "log.levels.*");
            settings.Add(new Setting(key, equals < 0 ? null : part[..equals], new TextValue(new Origin(_log.Name), part[(equals + 1)..])));
        }
    }

    static void AddText(List<Setting> settings, string key, Option<string?> option, ParseResult parsed)
    {
        if (parsed.GetValue(option) is { } text)
            settings.Add(new Setting(ConfigKeys.Get(key), null, new TextValue(new Origin(option.Name), text)));
    }

    static void AddList(List<Setting> settings, string key, Option<string[]> option, ParseResult parsed)
    {
        var origin = new Origin(option.Name);
        if (parsed.GetValue(option) is { Length: > 0 } texts)
            settings.Add(new Setting(ConfigKeys.Get(key), null, new ListValue(origin, texts.Select(text => new TextValue(origin, text)))));
    }
}

/// <param name="ConfigFile">The file to read, or null.</param>
/// <param name="Settings">What the command line sets.</param>
/// <param name="LogSecrets">Whether the log shows what it masks otherwise.</param>
sealed record ServeArguments(string? ConfigFile, IReadOnlyList<Setting> Settings, bool LogSecrets);
