using System.Diagnostics;

namespace Rouse.Interop.Parts;

/// <summary>A phone on liblinphone, the library of the Linphone apps. Verbs act at once; tasks wait for what the library reports.</summary>
internal sealed class LinphoneClient : IPhone
{
    private readonly EventLog<PhoneEvent> _events;
    private readonly PartProcess _process;
    private readonly string _folder;
    private readonly int _tone;

    /// <param name="folder">Logs, recordings and databases of the phone.</param>
    /// <param name="settings">How this phone is set up.</param>
    /// <param name="rouse">The server it is told to use.</param>
    public LinphoneClient(string folder, PhoneSettings settings, RouseProcess rouse)
    {
        User = settings.User;
        _folder = Directory.CreateDirectory(Path.Combine(folder, settings.Device)).FullName;
        _tone = settings.Tone;
        _events = new EventLog<PhoneEvent>(settings.Device);
        var tone = Path.Combine(_folder, "tone.wav");
        Tone.Write(tone, _tone, seconds: 30);
        string[] command =
        [
            .. settings.Launcher, Places.LinphoneClient, .. Arguments(settings, rouse),
            "--dir", _folder, "--play", tone, "--record", Recording, "--log", LogFile,
        ];
        _process = new PartProcess(settings.Device + "-events", folder, command[0], command[1..], Take);
    }

    public string User { get; }

    public string Uri => $"sip:{User}@{RouseProcess.Domain}";

    /// <summary>The library's own log, with every SIP message.</summary>
    public string LogFile => Path.Combine(_folder, "linphone.log");

    public IReadOnlyList<PhoneEvent> Events => _events.All;

    /// <summary>503 passes: a waking library drops the connection that it has just opened and connects again.</summary>
    public Task<PhoneEvent> Registered() => Sees("a registration", e => e.Is("registration", "Ok"));

    public Task<PhoneEvent> RegistrationRefused() => Sees("a refused registration", e => e.Is("registration", "Failed"));

    public Task<PhoneEvent> Unregistered() => Sees("the end of its registration", e => e.Is("registration", "Cleared"));

    /// <summary>An incoming call.</summary>
    public Task<PhoneEvent> Rings() => Sees("an incoming call", e => e.Is("call", "IncomingReceived"));

    /// <summary>While it rings: the same call from the server once more, on its new connection.</summary>
    public Task GetsItsInviteAgain() => GetsInvites(2);

    public async Task GetsInvites(int count)
    {
        var waited = Stopwatch.StartNew();
        while (SipTrace.Read(LogFile).Count(line => line.StartsWith($"{SipTrace.Received} INVITE ", StringComparison.Ordinal)) < count)
        {
            if (waited.Elapsed > EventLog<PhoneEvent>.Patience)
                throw new TimeoutException($"{User} did not get {count} INVITEs");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public async Task Holds()
    {
        Tell("pause");
        await Sees("its hold", e => e.Is("call", "Paused"));
    }

    public void Resumes() => Tell("resume");

    /// <summary>Its own call is on its way; the event has the Call-ID.</summary>
    public Task<PhoneEvent> Invites() => Sees("its call going out", e => e.Is("call", "OutgoingProgress"));

    /// <summary>The caller is told that the other phone rings.</summary>
    public Task<PhoneEvent> HearsRinging() => Sees("ringing of the other phone", e => e.Is("call", "OutgoingRinging"));

    public Task<PhoneEvent> IsTalking() => Sees("an established call", e => e.Is("call", "StreamsRunning"));

    public Task<PhoneEvent> CallEnded(TimeSpan? within = null) => Sees("the end of the call", e => e.Is("call", "End", "Error"), within);

    public Task<PhoneEvent> ReceivesMessage(string text) => Sees($"the message '{text}'", e => e.Is("message") && e.Text == text);

    public Task<PhoneEvent> MessageState(string text, string state) =>
        Sees($"'{text}' {state}", e => e.Is("message_state", state) && e.Text == text);

    /// <summary>Media packets beyond those received until now.</summary>
    public async Task ReceivesAudio(int packets = 50)
    {
        var before = Events.LastOrDefault(e => e.Is("stats"))?.RtpReceived ?? 0;
        await Sees($"{packets} RTP packets after the first {before}", e => e.Is("stats") && e.RtpReceived >= before + packets);
    }

    /// <summary>What it recorded holds the tone that the other phone plays. To be asked after the call.</summary>
    public void HasHeard(LinphoneClient other)
    {
        var share = Tone.Share(Recording, other._tone);
        Assert.True(share > 0.5, $"{User} recorded {share:P0} of {other.User}'s {other._tone} Hz");
    }

    public void Calls(IPhone other) => Calls(other.Uri);

    public void Calls(string uri) => Tell("call " + uri);

    public void Answers() => Tell("answer");

    public void DeclinesAsBusy() => Tell("decline busy");

    public void HangsUp() => Tell("hangup");

    public void Sends(string text, IPhone to) => Tell($"message {to.Uri} {text}");

    public Task<PhoneEvent> IsHeld() => Sees("the hold of the other phone", e => e.Is("call", "PausedByRemote"));

    public void Refreshes() => Tell("refresh");

    public void Unregisters() => Tell("unregister");

    /// <summary>What an app tells the library when the operating system says that the network is gone, and there again.</summary>
    public void LosesNetwork() => Tell("network down");

    public void FindsNetwork() => Tell("network up");

    /// <summary>The app is in the background and its connections are closed.</summary>
    public Task FallsAsleep() => Sleep("net");

    /// <summary>The app was removed from memory.</summary>
    public Task IsKilled() => Sleep("stop");

    /// <summary>The app is suspended with its connection open.</summary>
    public void Freezes() => _process.Signal(PartProcess.Stop);

    public void Thaws() => _process.Signal(PartProcess.Continue);

    /// <summary>What the app does when a push comes.</summary>
    public void Wakes() => Tell("wake");

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    Task IPhone.Registered() => Registered();

    Task IPhone.Rings() => Rings();

    Task IPhone.IsTalking() => IsTalking();

    Task IPhone.CallEnded() => CallEnded();

    Task IPhone.ReceivesMessage(string text) => ReceivesMessage(text);

    private string Recording => Path.Combine(_folder, "heard.wav");

    private async Task Sleep(string how)
    {
        Tell("sleep " + how);
        await Sees("its sleep", e => e.Is("asleep"));
    }

    private Task<PhoneEvent> Sees(string what, Func<PhoneEvent, bool> fits, TimeSpan? within = null) => _events.Next(fits, what, within);

    private void Tell(string command) => _process.WriteLine(command);

    private void Take(string? line)
    {
        if (line is null)
            _events.End("the phone has ended");
        else
            _events.Add(PhoneEvent.Parse(line));
    }

    private static IEnumerable<string> Arguments(PhoneSettings settings, RouseProcess rouse)
    {
        var transport = settings.Transport == "udp" ? "" : ";transport=" + settings.Transport;
        yield return "--user";
        yield return settings.User;
        yield return "--password";
        yield return settings.Password ?? RouseProcess.Password(settings.User);
        yield return "--domain";
        yield return RouseProcess.Domain;
        yield return "--proxy";
        yield return $"sip:{settings.Proxy ?? $"{rouse.Host}:{(settings.Transport == "tls" ? rouse.TlsPort : rouse.Port)}"}{transport}";
        yield return "--instance";
        yield return Guid.NewGuid().ToString();
        if (settings.OtherRealm is { } other)
        {
            yield return "--other-realm";
            yield return other.Realm;
            yield return "--other-password";
            yield return other.Password;
        }
        if (settings.Transport == "tls")
        {
            yield return "--root-ca";
            yield return rouse.RootCertificate;
        }
        if (settings.Push is not { } push)
            yield break;
        yield return "--pn-provider";
        yield return push.Provider;
        yield return "--pn-param";
        yield return push.Param;
        yield return "--pn-prid";
        yield return push.Prid;
    }
}
