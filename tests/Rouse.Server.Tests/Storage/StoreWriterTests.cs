using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Storage;
using Rouse.Testing;

namespace Rouse.Server.Tests.Storage;

public sealed class StoreWriterTests : IDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly FakeTimeProvider _time = new();
    readonly TestStore _store = new();
    readonly RecordingLogs _logs = new();
    readonly List<string> _ended = [];
    readonly StoreWriter _writer;

    public StoreWriterTests()
    {
        _writer = _store.Begin(_time, _logs);
        _writer.Open().Execute("CREATE TABLE t (name TEXT)");
    }

    public void Dispose() => _store.Dispose();

    long Rows => _store.ReadNumber("SELECT count(*) FROM t");

    [Fact]
    public void What_is_queued_is_committed_together_and_told_in_order()
    {
        _writer.TryEnqueue(new Insert(this, "a"));
        _writer.TryEnqueue(new Insert(this, "b"));
        Assert.Equal((2, 0), (_writer.Queued, Rows));
        Assert.True(_writer.WriteQueued());
        Assert.Equal(["a written", "b written"], _ended);
        Assert.Equal((0, 2), (_writer.Queued, Rows));
        Assert.False(_writer.WriteQueued());
    }

    [Fact]
    public void Write_that_fails_takes_the_others_and_all_behind_them_with_it()
    {
        _writer.TryEnqueue(new Insert(this, "a"));
        _writer.TryEnqueue(new Insert(this, "b", () =>
        {
            _writer.TryEnqueue(new Insert(this, "later"));
            throw new StoreException("no");
        }));
        Assert.True(_writer.WriteQueued());
        Assert.Equal(["a failed", "b failed", "later failed"], _ended);
        Assert.Equal(0, Rows);
        Assert.True(_writer.IsFailing);
        _logs.ExpectError("no; what needs the disk is refused");
    }

    [Fact]
    public void Next_batch_is_the_next_try()
    {
        _writer.TryEnqueue(new Insert(this, "a", () => throw new StoreException("no")));
        _writer.WriteQueued();
        _writer.TryEnqueue(new Insert(this, "b"));
        _writer.WriteQueued();
        Assert.Equal(["a failed", "b written"], _ended);
        Assert.Equal(1, Rows);
        Assert.False(_writer.IsFailing);
        Assert.Equal("Information: The database works again", _logs.Lines[^1]);
    }

    [Fact]
    public void Long_trouble_is_told_once()
    {
        for (var i = 0; i < 3; i++)
        {
            _writer.TryEnqueue(new Insert(this, "a", () => throw new StoreException("no")));
            _writer.WriteQueued();
        }
        Assert.Single(_logs.Errors);
    }

    [Fact]
    public void Bug_in_a_write_is_a_failure_like_any_other()
    {
        _writer.TryEnqueue(new Insert(this, "a", () => throw new InvalidOperationException("bug")));
        _writer.WriteQueued();
        _writer.TryEnqueue(new Insert(this, "b"));
        _writer.WriteQueued();
        Assert.Equal(["a failed", "b written"], _ended);
        _logs.ExpectError("bug");
    }

    [Fact]
    public void Queue_is_as_old_as_its_oldest_write_that_has_not_ended()
    {
        Assert.Equal(TimeSpan.Zero, _writer.Delay);
        _writer.TryEnqueue(new Insert(this, "a", () => _time.Advance(Tick)));
        _time.Advance(StoreWriter.TooSlow);
        _writer.TryEnqueue(new Insert(this, "b", () => Assert.Equal(StoreWriter.TooSlow + Tick, _writer.Delay)));
        Assert.Equal(StoreWriter.TooSlow, _writer.Delay);
        _writer.WriteQueued();
        Assert.Equal(TimeSpan.Zero, _writer.Delay);
        Assert.Equal(["a written", "b written"], _ended);
    }

    [Fact]
    public void What_comes_during_a_commit_is_the_next_batch()
    {
        _writer.TryEnqueue(new Insert(this, "a", () =>
        {
            _time.Advance(Tick);
            _writer.TryEnqueue(new Insert(this, "b"));
            _time.Advance(2 * Tick);
        }));
        _writer.WriteQueued();
        Assert.Equal((1, 1), (Rows, _writer.Queued));
        Assert.Equal(2 * Tick, _writer.Delay);
        _writer.WriteQueued();
        Assert.Equal(["a written", "b written"], _ended);
    }

    [Fact]
    public void Queue_is_bounded()
    {
        for (var i = 0; i < StoreWriter.Most; i++)
            Assert.True(_writer.TryEnqueue(new Silent()));
        Assert.False(_writer.TryEnqueue(new Silent()));
        _writer.WriteQueued();
        Assert.True(_writer.TryEnqueue(new Silent()));
    }

    [Fact]
    public void Its_thread_writes_what_is_queued_and_ends_with_nothing_left()
    {
        _writer.Start();
        for (var i = 0; i < 1000; i++)
            Assert.True(_writer.TryEnqueue(new Insert(this, $"{i}")));
        _writer.Dispose();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i} written"), _ended);
        Assert.Equal(1000, Rows);
        Assert.False(_writer.TryEnqueue(new Silent()));
    }

    [Fact]
    public void Disk_that_fills_and_is_emptied()
    {
        _store.IsFull(true);
        _writer.TryEnqueue(new Insert(this, new string('x', 10_000)));
        _writer.WriteQueued();
        _logs.ExpectError("the disk is full");
        _store.IsFull(false);
        _writer.TryEnqueue(new Insert(this, new string('y', 10_000)));
        _writer.WriteQueued();
        Assert.Equal(["xxx failed", "yyy written"], _ended.Select(e => e[..3] + e[10_000..]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Database_that_is_not_where_it_was_takes_nothing_until_it_is_put_back(bool isReplaced)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file cannot be moved");
        var away = _store.Path + ".away";
        File.Move(_store.Path, away);
        if (isReplaced)
            File.Copy(away, _store.Path);
        _writer.TryEnqueue(new Insert(this, "a"));
        _writer.WriteQueued();
        File.Move(away, _store.Path, overwrite: true);
        _writer.TryEnqueue(new Insert(this, "b"));
        _writer.WriteQueued();
        Assert.Equal(["a failed", "b written"], _ended);
        Assert.False(_writer.IsFailing);
        _logs.ExpectError("was moved, deleted or replaced while rouse runs: put it back");
    }

    [Fact]
    public void Database_that_another_program_holds_is_waited_for_and_then_a_failure()
    {
        using (var other = StoreDatabase.Open(_store.Path, new()))
        {
            other.Begin();
            _writer.TryEnqueue(new Insert(this, "a"));
            _writer.WriteQueued();
        }
        _logs.ExpectError("in use by another program");
        _writer.TryEnqueue(new Insert(this, "b"));
        _writer.WriteQueued();
        Assert.Equal(["a failed", "b written"], _ended);
    }

    sealed class Insert(StoreWriterTests test, string name, Action? before = null) : StoreWrite
    {
        public override void Write(StoreDatabase database)
        {
            before?.Invoke();
            database.Prepare("INSERT INTO t VALUES (?1)").BindText(1, name).Run();
        }

        public override void Ended(bool isCommitted) => test._ended.Add($"{name} {(isCommitted ? "written" : "failed")}");
    }

    sealed class Silent : StoreWrite
    {
        public override void Write(StoreDatabase database)
        {
        }

        public override void Ended(bool isCommitted)
        {
        }
    }
}
