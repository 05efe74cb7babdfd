using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Resolution;

/// <summary>
/// Looks into the hosts file of the system (hosts(5)) before name servers are asked, as other programs of the machine do: containers and
/// small networks name their servers there.
/// </summary>
/// <param name="path">Of the file; it may be missing.</param>
/// <param name="next">Asked for all that the file does not have.</param>
sealed class HostsFile(string path, IDnsClient next) : IDnsClient
{
    /// <summary>Where it is on Linux and macOS.</summary>
    public const string UsualPath = "/etc/hosts";

    /// <summary>A change counts after that; own decision.</summary>
    static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    /// <summary>What is more is not read; own decision: lists of blocked names are this long.</summary>
    const int MostBytes = 4 << 20;

    public async Task<DnsReply> AskAsync(DnsQuestion question, CancellationToken limit)
    {
        if (question.Type is DnsType.A or DnsType.Aaaa && await FindAsync(question, limit) is { Count: > 0 } found)
            return new DnsReply(DnsOutcome.Found, found);
        return await next.AskAsync(question, limit);
    }

    async Task<List<DnsRecord>> FindAsync(DnsQuestion question, CancellationToken limit)
    {
        var found = new List<DnsRecord>();
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MostBytes)
            return found;
        try
        {
            foreach (var line in await File.ReadAllLinesAsync(path, limit))
            {
                if (Names(line, question.Name) is { } address && IsOf(question.Type, address))
                    found.Add(new AddressRecord(question.Name, Life, address));
            }
        }
        // Then name servers know.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            found.Clear();
        }
        return found;
    }

    static IPAddress? Names(string line, string name)
    {
        var comment = line.IndexOf('#', StringComparison.Ordinal);
        var words = (comment < 0 ? line : line[..comment]).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && words.Skip(1).Any(word => word.TrimEnd('.').Equals(name, StringComparison.OrdinalIgnoreCase))
            && IPAddress.TryParse(words[0], out var address)
                ? address
                : null;
    }

    static bool IsOf(DnsType type, IPAddress address) =>
        address.AddressFamily == (type == DnsType.A ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);
}
