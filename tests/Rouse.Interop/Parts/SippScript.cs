namespace Rouse.Interop.Parts;

/// <summary>What one SIPp plays: a scenario file and who it is.</summary>
/// <param name="Scenario">Name of the file in <c>Scenarios</c>, played once.</param>
/// <param name="User">Its user; the password follows from it.</param>
/// <param name="Transport">udp or tcp, one socket.</param>
internal sealed record SippScript(string Scenario, string User, string Transport)
{
    /// <summary>Name of its log files.</summary>
    public string Name { get; init; } = $"sipp-{User}-{Scenario}";

    /// <summary>Whom it calls or writes to.</summary>
    public string Target { get; init; } = "";

    /// <summary>In which domain.</summary>
    public string TargetDomain { get; init; } = RouseProcess.Domain;

    /// <summary>Host and port to which it sends everything; null: straight to Rouse.</summary>
    public string? Proxy { get; init; }

    /// <summary>Where it listens.</summary>
    public int Port { get; init; } = Ports.Free();

    /// <summary>The scenario that a request with another Call-ID starts: what a registered phone does when it is called.</summary>
    public string? WhenCalled { get; init; }

    /// <summary>Null: a phone that no push reaches.</summary>
    public PushSettings? Push { get; init; }

    /// <summary>A phone keeps its <c>+sip.instance</c> when it registers again.</summary>
    public Guid Instance { get; init; } = Guid.NewGuid();

    /// <summary>How long a registered phone stays connected; zero: it leaves at once.</summary>
    public TimeSpan Stays { get; init; }

    public string Text { get; init; } = "";

    /// <summary>The words of the command line, but for the log files.</summary>
    public IEnumerable<string> Arguments(RouseProcess rouse)
    {
        const string domain = RouseProcess.Domain;
        var push = Push is null ? "" : $";pn-provider={Push.Provider};pn-param={Push.Param};pn-prid={Push.Prid}";
        string[] arguments =
        [
            Proxy ?? $"{rouse.Address}:{rouse.Port}",
            "-sf", Places.Scenario(Scenario), "-m", "1", "-nostdin", "-timeout", "60s", "-timeout_error",
            "-t", Transport == "udp" ? "u1" : "t1", "-i", rouse.Address, "-p", $"{Port}", "-d", $"{Stays.TotalMilliseconds}",
            "-s", Target, "-au", User, "-ap", RouseProcess.Password(User), "-auth_uri", Target == "" ? domain : $"{Target}@{TargetDomain}",
            "-key", "user", User, "-key", "domain", domain, "-key", "target_domain", TargetDomain,
            "-key", "instance", $"{Instance}", "-key", "push", push, "-key", "text", Text,
        ];
        return WhenCalled is null ? arguments : [.. arguments, "-oocsf", Places.Scenario(WhenCalled)];
    }
}
