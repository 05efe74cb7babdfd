using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Rouse.Interop.Parts;

/// <summary>
/// A baresip that keeps its NAT open by itself (<c>sipnat=outbound</c>, RFC 5626), driven by its commands on standard input. What it does
/// is read from what it prints, which holds every SIP message.
/// </summary>
internal sealed partial class BaresipClient : IPhone
{
    private static readonly string[] Modules =
        ["module stdio.so", "module g711.so", "module aubridge.so", "module_tmp uuid.so", "module_tmp account.so",
            "module_app contact.so", "module_app menu.so"];

    private readonly EventLog<string> _lines;
    private readonly EventLog<string> _shown;
    private readonly PartProcess _process;
    private readonly string _folder;

    /// <param name="folder">Logs and files of the phone.</param>
    /// <param name="settings">How this phone is set up; no push, no TLS.</param>
    /// <param name="rouse">The server it is told to use.</param>
    public BaresipClient(string folder, PhoneSettings settings, RouseProcess rouse)
    {
        Uri = $"sip:{settings.User}@{RouseProcess.Domain}";
        _folder = Directory.CreateDirectory(Path.Combine(folder, settings.Device)).FullName;
        (_lines, _shown) = (new EventLog<string>(settings.Device), new EventLog<string>(settings.Device));
        WriteFiles(settings, rouse);
        string[] command = [.. settings.Launcher, "stdbuf", "-oL", "baresip", "-f", _folder, "-s"];
        _process = new PartProcess(
            settings.Device + "-baresip", folder, command[0], command[1..], line => Take(_lines, line), line => Take(_shown, line));
    }

    public string Uri { get; }

    /// <summary>Only an answer to REGISTER has this header.</summary>
    public Task Registered() => Prints("a registration", "^Flow-Timer: ");

    public void Calls(IPhone other) => Tell("/dial " + other.Uri);

    public Task Rings() => Prints("an incoming call", "Incoming call from: ");

    public void Answers() => Tell("/accept");

    public Task IsTalking() => Prints("an established call", "Call established: ");

    public async Task Holds()
    {
        Tell("/hold");
        await Prints("its re-INVITE", "^INVITE sip:");
        await Prints("the answer to it", "^SIP/2.0 200 ");
    }

    public async Task GetsInvites(int count)
    {
        var waited = Stopwatch.StartNew();
        while (InvitesReceived() < count)
        {
            if (waited.Elapsed > EventLog<string>.Patience)
                throw new TimeoutException($"{Uri} did not get {count} INVITEs");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public void HangsUp() => Tell("/hangup");

    public async Task CallEnded()
    {
        await Prints("a BYE", "^BYE sip:");
        await Prints("the answer to it", "^SIP/2.0 200 ");
    }

    /// <summary>To the one contact that it has.</summary>
    public void Sends(string text, IPhone to) => Tell("/message " + text);

    public Task ReceivesMessage(string text) =>
        _shown.Next(line => line.Contains($"\"{text}\"", StringComparison.Ordinal), $"the message '{text}'");

    /// <summary>It has no command for that; one that registers for a few seconds soon does so by itself.</summary>
    public void Refreshes() => _lines.SkipAll();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // The line above the first one of a message says from where to where.
    private int InvitesReceived()
    {
        var lines = _lines.All;
        return lines.Index().Count(
            line => line.Item.StartsWith("INVITE sip:", StringComparison.Ordinal) && FromServer().IsMatch(lines[line.Index - 1]));
    }

    private Task<string> Prints(string what, string pattern) => _lines.Next(line => Regex.IsMatch(line, pattern), what);

    private void Tell(string command) => _process.WriteLine(command);

    private static void Take(EventLog<string> log, string? line)
    {
        if (line is null)
            log.End("the phone has ended");
        else
            log.Add(Colour().Replace(line, ""));
    }

    private void WriteFiles(PhoneSettings settings, RouseProcess rouse)
    {
        File.WriteAllLines(
            Path.Combine(_folder, "config"),
            [
                "poll_method epoll", "sip_listen 0.0.0.0:0", "net_interface eth0",
                "audio_player aubridge,sink", "audio_source aubridge,source", "audio_alert aubridge,alert",
                "module_path /usr/lib/baresip/modules", .. Modules,
            ]);
        var server = $"sip:{rouse.Host}:{rouse.Port};transport={settings.Transport}";
        File.WriteAllText(
            Path.Combine(_folder, "accounts"),
            $"<sip:{settings.User}@{RouseProcess.Domain}>;auth_pass={RouseProcess.Password(settings.User)};outbound=\"{server}\""
            + $";sipnat=outbound;regint={settings.Expires}\n");
        var other = $"sip:{(settings.User == "alice" ? "bob" : "alice")}@{RouseProcess.Domain}";
        File.WriteAllText(Path.Combine(_folder, "contacts"), $"\"other\" <{other}>\n");
        File.WriteAllText(Path.Combine(_folder, "current_contact"), other);
    }

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Colour();

    [GeneratedRegex(@"^(UDP|TCP) 198\.\S+ -> ")]
    private static partial Regex FromServer();
}
