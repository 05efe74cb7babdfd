using Rouse.Server;

namespace Rouse.Configuration;

/// <summary>The options that a file, the environment and the command line give together, with everything that is wrong with them.</summary>
sealed class ServerConfiguration
{
    readonly List<Setting> _settings = [];
    readonly HashSet<string> _wrong = [];
    readonly List<Fault> _faults;

    ServerConfiguration(List<Fault> faults) => _faults = faults;

    public ServerOptions Options { get; private set; } = new();

    /// <summary>All that was read; later ones beat earlier ones.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>Those of the file first, in its order.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <param name="file">The file to read, or null.</param>
    /// <param name="environment">Variables; beat the file.</param>
    /// <param name="commandLine">Settings of the command line; beat both.</param>
    public static ServerConfiguration Load(
        string? file, IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<Setting> commandLine)
    {
        var faults = new List<Fault>();
        var fromFile = file is null ? [] : ConfigFile.Read(file, faults);
        var configuration = Apply([.. fromFile, .. EnvironmentVariables.Read(environment, faults), .. commandLine], faults);
        faults.AddRange(new PushAppCheck(configuration._settings, configuration._wrong).Check(configuration.Options.Push.Apps));
        faults.AddRange(new TlsCheck(configuration._settings, configuration._wrong, TimeProvider.System).Check(configuration.Options));
        faults.AddRange(new MethodCheck(configuration._settings, configuration._wrong).Check(configuration.Options));
        faults.AddRange(RecordKeys.Check(configuration));
        faults.AddRange(DiversionKeys.Check(configuration));
        configuration.CheckSql();
        return configuration.WithSortedFaults();
    }

    /// <summary>Without a look at the files that the settings name.</summary>
    /// <param name="settings">Later ones beat earlier ones.</param>
    /// <param name="faults">What was wrong already when they were read.</param>
    public static ServerConfiguration From(IEnumerable<Setting> settings, List<Fault> faults) =>
        Apply(settings, faults).WithSortedFaults();

    static ServerConfiguration Apply(IEnumerable<Setting> settings, List<Fault> faults)
    {
        var configuration = new ServerConfiguration(faults);
        foreach (var setting in settings)
            configuration.Apply(setting);
        configuration.CheckExpires();
        configuration.CheckHttp();
        configuration.CheckDomains();
        configuration.CheckAdmin();
        return configuration;
    }

    // OrderBy is stable: what has no line keeps its place behind the file.
    ServerConfiguration WithSortedFaults()
    {
        Faults = [.. _faults.OrderBy(fault => fault.Origin.IsFile ? fault.Origin.Line : int.MaxValue)];
        return this;
    }

    void Apply(Setting setting)
    {
        var before = _faults.Count;
        Options = setting.Key.Apply(Options, setting, _faults);
        _settings.Add(setting);
        if (_faults.Count > before)
            _wrong.Add(setting.Path);
    }

    void CheckExpires()
    {
        var registrar = Options.Registrar;
        CheckOrder("registrar.min_expires", registrar.MinExpires, "registrar.default_expires", registrar.DefaultExpires);
        CheckOrder("registrar.default_expires", registrar.DefaultExpires, "registrar.max_expires", registrar.MaxExpires);
    }

    void CheckOrder(string lower, TimeSpan least, string upper, TimeSpan most)
    {
        if (least <= most || _wrong.Contains(lower) || _wrong.Contains(upper))
            return;
        if (OriginOf(lower) is { } ofLower)
            _faults.Add(new Fault(ofLower, $"{lower} {Duration.Format(least)} is more than {upper} {Duration.Format(most)}"));
        else if (OriginOf(upper) is { } ofUpper)
            _faults.Add(new Fault(ofUpper, $"{upper} {Duration.Format(most)} is less than {lower} {Duration.Format(least)}"));
    }

    void CheckHttp()
    {
        if (Options.Push.Http is not { } http || _wrong.Any(static path => path.StartsWith("push.http.", StringComparison.Ordinal)))
            return;
        var first = _settings.First(static setting => setting.Path.StartsWith("push.http.", StringComparison.Ordinal)).Value.Origin;
        if (http.Url.Length == 0)
            _faults.Add(new Fault(first, "push.http needs url"));
        else
            _faults.AddRange(http.ToSettings().Validate()
                .Select(error => new Fault(OriginOf("push.http.url") ?? first, $"push.http: {error}")));
    }

    void CheckDomains()
    {
        if (Options.Domains.Count == 0 || _wrong.Contains("domains"))
            return;
        foreach (var setting in _settings.Where(setting => setting.Key.Path.StartsWith("auth.domains.*.", StringComparison.Ordinal)))
        {
            if (!_wrong.Contains(setting.Path) && !Options.Domains.Contains(Kinds.NormalizeHost(setting.Name!)))
                _faults.Add(new Fault(setting.Value.Origin, $"auth.domains: '{setting.Name}' is not one of domains"));
        }
    }

    void CheckAdmin()
    {
        if (Options.Admin is { Listen: not null, Token: null } && !_wrong.Contains("admin.token"))
            _faults.Add(new Fault(OriginOf("admin.listen")!.Value, "admin.listen needs admin.token"));
    }

    void CheckSql()
    {
        if (Options.Auth.Sql is not { } sql)
            return;
        var check = new SqlCheck(_settings, _wrong);
        var resolved = check.Resolve(sql);
        Options = Options with { Auth = Options.Auth with { Sql = resolved } };
        _faults.AddRange(check.Check(resolved));
    }

    /// <summary>Where a key was set, that holds; null: nowhere.</summary>
    public Origin? OriginOf(string path)
    {
        var at = _settings.FindLastIndex(setting => setting.Path == path);
        return at < 0 ? null : _settings[at].Value.Origin;
    }
}
