using System.Security.Cryptography;
using Rouse.Admin;
using Rouse.Commands;
using Rouse.Rendering;
using Rouse.Sandbox.Softphones;
using TimelineRecord = Rouse.Server.Timelines.TimelineRecord;

namespace Rouse.Demo;

/// <summary>What the scenes share: three phones, who tells what happens, and the server's memory of it.</summary>
sealed class DemoStage : IAsyncDisposable
{
    public const string Alice = "alice";
    public const string Bob = "bob";
    public const string Carol = "carol";

    /// <summary>Apple's team and app of the iPhones, Google's project of the Android phone; any will do in the sandbox.</summary>
    const string AppleApp = "DEMO123456.org.example.phone";

    const string GoogleProject = "demo-project";

    /// <summary>As long as Apple's tokens are today.</summary>
    const int TokenDigits = 64;

    /// <summary>The sandbox answers such tokens as if the app had been removed from the phone.</summary>
    const string DeadBeginning = "dead";

    readonly DemoServer _server;
    readonly Terminal _terminal;
    readonly TimeSpan _patience;
    readonly AdminClient _admin;
    readonly ServerView _view;

    /// <param name="server">It runs.</param>
    /// <param name="passwordOf">Of each user.</param>
    /// <param name="terminal">Where the story is told.</param>
    /// <param name="patience">For each single wait.</param>
    public DemoStage(DemoServer server, Func<string, string> passwordOf, Terminal terminal, TimeSpan patience)
    {
        _server = server;
        _terminal = terminal;
        _patience = patience;
        _admin = new AdminClient(server.DataFolder);
        _view = new ServerView(_admin, patience, terminal.Time);
        Ink = new Ink(terminal.HasColor);
        var fcmToken = RandomNumberGenerator.GetHexString(TokenDigits);
        AliceAndroid = Phone(Alice, passwordOf, 440, $"pn-provider=fcm;pn-param={GoogleProject};pn-prid={fcmToken}", fcmToken);
        BobIphone = Iphone(Bob, passwordOf, 800, NewToken());
        CarolIphone = Iphone(Carol, passwordOf, 620, DeadBeginning + NewToken()[DeadBeginning.Length..]);
    }

    public DemoPhone AliceAndroid { get; }

    public DemoPhone BobIphone { get; }

    public DemoPhone CarolIphone { get; }

    public Ink Ink { get; }

    public void Headline(string text)
    {
        _terminal.Output.WriteLine();
        _terminal.Output.WriteLine(Ink.Bold(text));
    }

    public void Tell(string text) => _terminal.Output.WriteLine($"  {text}");

    /// <summary>The phone's connection closes, and the server has seen it.</summary>
    public async Task FallsAsleepAsync(DemoPhone phone, CancellationToken cancellation)
    {
        await phone.FallAsleepAsync();
        await _view.SeesAsleepAsync(phone.App.AddressOfRecord, cancellation);
    }

    /// <summary>Prints what the server remembers of a call or message, and tells it.</summary>
    public async Task<TimelineRecord> ShowTimelineAsync(string callId, CancellationToken cancellation)
    {
        var timeline = await _view.TimelineAsync(callId, cancellation);
        _terminal.Output.WriteLine();
        foreach (var line in new TimelineText(new LocalTime(_terminal.Time), Ink).Lines(timeline))
            _terminal.Output.WriteLine(line.Length == 0 ? "" : $"    {line}");
        return timeline;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in (DemoPhone[])[AliceAndroid, BobIphone, CarolIphone])
            await phone.DisposeAsync();
        _admin.Dispose();
    }

    DemoPhone Iphone(string user, Func<string, string> passwordOf, int hertz, string voipToken)
    {
        var parameters = $"pn-provider=apns;pn-param={AppleApp}.voip&remote;pn-prid={voipToken}:voip&{NewToken()}:remote";
        return Phone(user, passwordOf, hertz, parameters, voipToken);
    }

    DemoPhone Phone(string user, Func<string, string> passwordOf, int hertz, string pushParameters, string pushToken)
    {
        var settings = new SoftphoneSettings
        {
            User = user,
            Domain = _server.Domain,
            Password = passwordOf(user),
            Server = _server.Sip,
            PushParameters = pushParameters,
            ToneHertz = hertz,
            Patience = _patience,
        };
        return new DemoPhone(settings, pushToken, _server.Devices, _terminal.Time);
    }

    static string NewToken() => RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true);
}
