using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;

namespace Rouse.Server.Records;

/// <summary>A contact as it stands in the file.</summary>
/// <param name="Of">The address of record.</param>
/// <param name="Contact">Its Contact value.</param>
/// <param name="Uri">In that.</param>
/// <param name="Q">Preference, 0 … 1.</param>
/// <param name="Path">Route set, top first.</param>
sealed record WrittenContact(
    SipUri Of, ReadOnlyMemory<byte> Contact, SipUri Uri, double Q, IReadOnlyList<ReadOnlyMemory<byte>> Path);

/// <summary>
/// The records file: a line for each address of record,
/// <c>sip:fax@example.org  &lt;sip:fax@192.0.2.30&gt;;q=0.5, sip:alice@example.org</c>,
/// as Flexisip's. A user <c>*</c> stands for every one of its domain. A contact may say
/// <c>path="&lt;sip:edge.example.net;lr&gt;"</c>. A line that begins with <c>#</c> is a comment.
/// </summary>
sealed class RecordsFile
{
    readonly List<WrittenContact> _contacts = [];
    readonly List<string> _errors = [];
    readonly Dictionary<string, int> _lines = [];

    RecordsFile()
    {
    }

    public IReadOnlyList<WrittenContact> Contacts => _contacts;

    /// <summary>One line each: file, line number, what is wrong.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Reads the file; one that cannot be read is an error like those of its lines.</summary>
    public static RecordsFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var unread = new RecordsFile();
            var reason = failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : failure.Message;
            unread._errors.Add($"{path}: {reason}");
            return unread;
        }
    }

    /// <param name="text">All of the file.</param>
    /// <param name="name">What stands before the line number in errors.</param>
    public static RecordsFile Parse(string text, string name)
    {
        var file = new RecordsFile();
        var number = 0;
        foreach (var line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var content = line.Trim();
            if (content.IsEmpty || content[0] == '#')
                continue;
            if (file.ReadLine(content.ToString(), number) is { } error)
                file._errors.Add($"{name}:{number}: {error}");
        }
        return file;
    }

    string? ReadLine(string line, int number)
    {
        var end = line.AsSpan().IndexOfAny(' ', '\t');
        if (end < 0)
            return "a contact belongs behind the address";
        if (!TryReadUri(line[..end].Trim('<', '>'), out var of) || of.User.IsEmpty)
            return $"'{line[..end]}' is not an address such as sip:fax@example.org";
        if (!_lines.TryAdd(KeyOf(of), number))
            return $"{of} is there already, in line {_lines[KeyOf(of)]}";
        var contacts = new List<WrittenContact>();
        foreach (var text in ListValue.Split(Encoding.UTF8.GetBytes(line[end..])))
        {
            if (ReadContact(of, text) is not { } contact)
                return $"'{Encoding.UTF8.GetString(text.Span)}' is not a contact such as <sip:fax@192.0.2.30>;q=0.5";
            contacts.Add(contact);
        }
        _contacts.AddRange(contacts);
        return null;
    }

    static WrittenContact? ReadContact(SipUri of, ReadOnlyMemory<byte> value)
    {
        if (!NameAddress.TryParse(value, out var address) || !address.TryGetUri(out var uri) || !uri.IsSip)
            return null;
        return TryReadPath(address.Parameters, out var path)
            ? new WrittenContact(of, value, ContactValue.WithoutHeaders(uri), ContactValue.ReadQ(address.Parameters), path)
            : null;
    }

    static bool TryReadPath(ParameterList parameters, out List<ReadOnlyMemory<byte>> path)
    {
        path = [];
        if (!parameters.TryGet("path"u8, out var value))
            return true;
        foreach (var hop in ListValue.Split(value.Span.Trim("\""u8).ToArray()))
        {
            if (!NameAddress.TryParse(hop, out var address) || !address.TryGetUri(out var uri) || !uri.IsSip)
                return false;
            path.Add(hop);
        }
        return path.Count > 0;
    }

    static bool TryReadUri(string text, out SipUri uri) => SipUri.TryParse(Encoding.UTF8.GetBytes(text), out uri) && uri.IsSip;

    static string KeyOf(SipUri uri) => $"{AddressOfRecord.Of(uri, Encoding.ASCII.GetString(uri.Host.Span).ToLowerInvariant())}";
}
