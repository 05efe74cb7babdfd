using System.Net;
using System.Net.Sockets;
using Rouse.Server;
using Rouse.Server.Authentication.Sql;
using Rouse.Server.Push;
using Rouse.Server.Transport;

namespace Rouse.Starting;

/// <summary>Tells the operator at the start what was chosen, and what to do next.</summary>
sealed class StartReport(ServerOptions options, FirstStart start, string dataPath, Surroundings surroundings)
{
    /// <summary>SIP's port (RFC 3261 §19.1.2), which nobody has to type.</summary>
    const int UsualPort = 5060;

    /// <summary>What phones are shown over TLS; null where nothing listens with it.</summary>
    public TlsCertificates? Certificates { get; init; }

    /// <param name="output">Where to.</param>
    /// <param name="configFile">The file that was read, or null.</param>
    /// <param name="showPasswords">Only where a person reads, never where a file may be written.</param>
    public void Write(TextWriter output, string? configFile, bool showPasswords)
    {
        output.WriteLine($"Rouse {typeof(StartReport).Assembly.GetName().Version?.ToString(3)}");
        output.WriteLine($"  config    {configFile ?? "none, defaults"}");
        WriteChoices(output, $"{start.UsersPath}, made now with {string.Join(" and ", start.Made)}");
        if (start.Made.Count > 0)
            WriteNextStep(output, showPasswords);
    }

    /// <summary>The same of a start that has not happened.</summary>
    public void WritePreview(TextWriter output) =>
        WriteChoices(output, $"{start.UsersPath}, made at the first start with {string.Join(" and ", start.Made)}");

    void WriteChoices(TextWriter output, string usersMade)
    {
        output.WriteLine($"  listen    {string.Join(", ", options.Listen)}");
        if (Certificates is { } certificates)
            output.WriteLine($"  tls       {TlsStart.Describe(certificates)}");
        output.WriteLine($"  domains   {DescribeDomains()}");
        output.WriteLine($"  data      {dataPath}");
        output.WriteLine($"  realm     {(options.Domains.Count > 0 ? string.Join(", ", options.Domains) : start.Realm)}");
        output.WriteLine($"  users     {DescribeUsers(usersMade)}");
        output.WriteLine($"  push      {DescribePush()}");
    }

    string DescribeDomains() =>
        options.Domains.Count > 0 ? string.Join(", ", options.Domains) : $"every own address, and {surroundings.HostName}";

    string DescribePush() =>
        PushClients.NamesOf(options.Push) is { Count: > 0 } names ? string.Join(", ", names) : SandboxPush.Notice;

    string DescribeUsers(string made) =>
        !options.Auth.Enabled ? "authentication is OFF: anybody can register and call as anybody"
        : options.Auth.Sql is not { } sql ? DescribeFile(made)
        : start.UsersPath is null ? DescribeDatabase(sql)
        : $"{DescribeFile(made)}; then {DescribeDatabase(sql)}";

    static string DescribeDatabase(SqlOptions sql) => $"database, {sql.Provider}";

    string DescribeFile(string made) =>
        start.Made.Count > 0 ? made
        : $"{start.UsersPath}, {start.Accounts.Count} {(start.Accounts.Count == 1 ? "account" : "accounts")}";

    void WriteNextStep(TextWriter output, bool showPasswords)
    {
        output.WriteLine();
        foreach (var account in start.Made)
            output.WriteLine($"  {account.User,-8}  password {(showPasswords ? account.ClearText : $"in {start.UsersPath}")}");
        var listener = options.Listen[0];
        var server = FindServer(listener);
        var domain = options.Domains.Count > 0 ? options.Domains[0] : server;
        output.WriteLine();
        output.WriteLine($"Next: register one phone as {start.Made[0].User} and another as {start.Made[^1].User}, with domain {domain}");
        var place = domain == server && listener.Port is UsualPort or 0 ? "" : $"server {server}:{listener.Port}, ";
        output.WriteLine($"      and {place}transport {DescribeTransports()}; then call one from the other.");
    }

    string FindServer(ListenAddress listener)
    {
        var address = listener.Address is null || listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any)
            ? surroundings.Address
            : listener.Address;
        return listener.PublicAddress ?? options.PublicAddress ?? Bracketed(address);
    }

    static string Bracketed(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    string DescribeTransports() =>
        string.Join(" or ", options.Listen.Select(listener => listener.Transport.ToString().ToUpperInvariant()).Distinct());
}
