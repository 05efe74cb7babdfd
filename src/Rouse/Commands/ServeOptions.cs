using System.CommandLine;
using Rouse.Configuration;
using Rouse.Logging;

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
        Description = "Folder of keys and users; 'data' without it.",
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
    readonly Option<string> _log = new("--log")
    {
        HelpName = "LEVEL",
        Description = "What goes to standard error: debug (with all SIP messages), info, warn or error.",
        DefaultValueFactory = _ => Log.DefaultLevel,
    };
    readonly Option<bool> _logSecrets = new("--log-secrets")
    {
        Description = "Do not mask passwords, push tokens and message bodies in the log.",
    };

    public ServeOptions() => _log.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && !Log.Levels.Contains(result.Tokens[0].Value))
            result.AddError($"{_log.Name} takes {string.Join(", ", Log.Levels)}");
    });

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _config, _listen, _domain, _data, _users, _noAuth, _log, _logSecrets })
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
        return new ServeArguments(
            ConfigFile.Choose(parsed.GetValue(_config)),
            settings, parsed.GetRequiredValue(_log), parsed.GetValue(_logSecrets));
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
/// <param name="LogLevel">One of <see cref="Log.Levels"/>.</param>
/// <param name="LogSecrets">Whether the log shows what it masks otherwise.</param>
sealed record ServeArguments(string? ConfigFile, IReadOnlyList<Setting> Settings, string LogLevel, bool LogSecrets);
