using Microsoft.Extensions.Time.Testing;
using Rouse.Push;
using Rouse.Server.Storage;
using Rouse.Server.Timelines;
using Rouse.Testing;
using static Rouse.Server.Tests.Timelines.TimelineScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines over a database in a folder of the test; it is written when the test says so, and servers come and go.</summary>
sealed class KeptTimelineScene : IDisposable
{
    static readonly SentPush Push = new("apns", "T.app.voip", PushEvent.Call, PushService.Voip);

    readonly TestStore _disk = new();

    public KeptTimelineScene(TimelineOptions? options = null)
    {
        Options = options ?? new();
        Start();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public RecordingLogs Logs { get; } = new();

    public TimelineOptions Options { get; set; }

    public StoreWriter Writer => _disk.Writer;

    public TimelineStore Store { get; private set; } = null!;

    public TimelineRing Ring { get; private set; } = null!;

    public string DatabasePath => _disk.Path;

    public IEnumerable<string> Recent => Ring.Recent(1_000).Select(static record => record.CallId);

    /// <summary>All bytes of the database and of its journal.</summary>
    public string Files => string.Concat(Directory.GetFiles(Path.GetDirectoryName(DatabasePath)!).Select(ReadShared));

    public long Rows => _disk.ReadNumber("SELECT count(*) FROM timelines");

    /// <summary>What they take.</summary>
    public long Bytes => _disk.ReadNumber("SELECT sum(length(written)) FROM timelines");

    /// <summary>A call whose phone was pushed and then asked.</summary>
    public Timeline Woke(string callId)
    {
        var timeline = Ring.Open(Request(callId))!;
        Ring.Begin(timeline);
        timeline.AddPhone();
        Note(
            timeline,
            At(
                StepKind.PhoneFound, 2, 1,
                new PhoneState(Options.Privacy ? "TCP" : "TCP 192.0.2.7:5060", HasPush: true, CanBePushed: true)),
            At(StepKind.PushSent, 0, 1, Push),
            At(StepKind.PushAnswered, 200, 1, new PushOutcome(PushVerdict.Accepted, 200, "", 1), seconds: 0.084));
        return timeline;
    }

    /// <summary>The same, and nobody came.</summary>
    public void Missed(string callId)
    {
        var timeline = Woke(callId);
        Note(timeline, At(StepKind.Final, 480, seconds: 90));
        Ring.End(timeline);
    }

    public void Write()
    {
        while (_disk.Write())
        {
        }
    }

    /// <summary>The server dies, and what it had queued with it; another starts.</summary>
    public void Crash()
    {
        Store.Dispose();
        _disk.Abandon();
        Start();
    }

    /// <summary>The server ends in order, and another starts.</summary>
    public void Restart()
    {
        Store.Dispose();
        Writer.Dispose();
        Start();
    }

    public void Sweep()
    {
        Store.Sweep();
        Write();
    }

    /// <summary>While the disk is full.</summary>
    public void Full(Action act)
    {
        _disk.IsFull(true);
        act();
        _disk.IsFull(false);
    }

    public void Execute(string sql) => Writer.Open().Execute(sql);

    public void Dispose()
    {
        Store.Dispose();
        _disk.Dispose();
    }

    void Start()
    {
        Store = new TimelineStore(_disk.Begin(Clock, Logs), Options, Clock, Logs);
        Ring = new TimelineRing(Options, Clock, Store);
    }

    static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
