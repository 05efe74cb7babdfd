using Microsoft.Extensions.Logging.Abstractions;
using Rouse.Server.Location;
using Rouse.Server.Storage;
using Rouse.Testing;

namespace Rouse.Server.Tests.Location;

/// <summary>The contract again, on a database with its thread.</summary>
public sealed class DurableLocationStoreTests : LocationStoreContract, IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly List<TestStore> _disks = [];

    public void Dispose()
    {
        foreach (var disk in _disks)
            disk.Dispose();
    }

    private protected override ILocationStore Store(int maxContacts = 12) => Durable(maxContacts);

    private protected override RegisterResult Apply(ILocationStore store, Registration registration)
    {
        var result = store.Apply(registration.ToChange(Clock));
        if (result.Commit == null)
            return result;
        using var ended = new ManualResetEventSlim();
        result.Commit.WhenEnded(certain =>
        {
            result = certain;
            ended.Set();
        });
        Assert.True(ended.Wait(Patience));
        return result;
    }

    MemoryLocationStore Durable(int maxContacts = 12)
    {
        var disk = new TestStore();
        _disks.Add(disk);
        var writer = disk.Begin(Clock, NullLogger.Instance);
        writer.Start();
        return new MemoryLocationStore(Clock, maxContacts, NullLogger.Instance, new SqliteBindingJournal(writer, Clock));
    }

    [Fact]
    public void Every_binding_holds_its_flow_once_from_its_commit_on()
    {
        var store = Durable();
        Apply(store, Of(Desk, Mobile));
        Assert.Equal(2, Flow.Retained);
        Apply(store, Of(Desk, Mobile) with { CSeq = 2 });
        Assert.Equal(2, Flow.Retained);
        Apply(store, new Registration { Contacts = [], All = true, CSeq = 4, Flow = Flow });
        Assert.Equal(0, Flow.Retained);
    }

    [Fact]
    public void Row_of_what_has_ended_goes_also_when_a_repeated_register_was_the_first_to_see_it()
    {
        using var disk = new TestStore();
        var writer = disk.Begin(Clock, NullLogger.Instance);
        var store = new MemoryLocationStore(Clock, 12, NullLogger.Instance, new SqliteBindingJournal(writer, Clock));
        store.Apply(Of(Desk + ";expires=60").ToChange(Clock));
        writer.WriteQueued();
        Clock.Advance(TimeSpan.FromSeconds(50));
        store.Apply((Of(Mobile) with { CallId = "another" }).ToChange(Clock));
        writer.WriteQueued();
        Assert.Equal(2, disk.ReadNumber("SELECT count(*) FROM bindings"));
        Clock.Advance(TimeSpan.FromSeconds(10));
        var again = store.Apply((Of(Mobile) with { CallId = "another" }).ToChange(Clock));
        Assert.Equal(RegisterOutcome.AlreadyApplied, again.Outcome);
        store.WriteBehind();
        writer.WriteQueued();
        Assert.Equal(1, disk.ReadNumber("SELECT count(*) FROM bindings"));
    }

    [Fact]
    public void Logout_waits_until_the_row_of_what_another_phone_has_displaced_is_gone()
    {
        using var disk = new TestStore();
        var writer = disk.Begin(Clock, NullLogger.Instance);
        var store = new MemoryLocationStore(Clock, 12, NullLogger.Instance, new SqliteBindingJournal(writer, Clock));
        store.Apply((Of(Desk) with { Flow = FakeFlow.Udp(), IsFirstHop = true }).ToChange(Clock));
        writer.WriteQueued();
        var carol = Of("<sip:carol@192.0.2.8:5060>") with { Flow = FakeFlow.Udp(), Aor = Carol, IsFirstHop = true };
        store.Apply(carol.ToChange(Clock));
        writer.WriteQueued();
        Assert.Empty(store.Find(Bob));
        Assert.Equal(2, disk.ReadNumber("SELECT count(*) FROM bindings"));
        var logout = new Registration { Contacts = [], All = true, CSeq = 4, Flow = FakeFlow.Udp() };
        Assert.NotNull(store.Apply(logout.ToChange(Clock)).Commit);
        writer.WriteQueued();
        Assert.Equal(1, disk.ReadNumber("SELECT count(*) FROM bindings"));
    }

    [Fact]
    public async Task Memory_and_disk_are_equal_after_many_changes_at_once()
    {
        var store = Durable();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, (worker, _) =>
            {
                var random = new Random(worker);
                for (var i = 0; i < 300; i++)
                {
                    var aor = new AddressOfRecord($"user{random.Next(4)}", "example.org");
                    var contact = $"<sip:x@192.0.2.{random.Next(5)}>{Instance($"urn:uuid:{random.Next(3)}")}";
                    if (random.Next(3) == 0)
                        contact += ";expires=0";
                    Apply(store, Of(contact) with { Aor = aor, CallId = $"{worker}", CSeq = i });
                }
                return ValueTask.CompletedTask;
            });
        store.WriteBehind();
        var disk = _disks[0];
        disk.Writer.Dispose();
        Assert.Equal(store.Count, disk.ReadNumber("SELECT count(*) FROM bindings"));
        using var database = StoreDatabase.OpenToRead(disk.Path);
        var row = database.Prepare("SELECT user, identity, contact FROM bindings");
        var rows = new List<string>();
        while (row.Read())
            rows.Add($"{row.Text(0)} {row.Text(1)} {row.Text(2)}");
        Assert.Equal(store.All.Select(b => $"{b.Aor.User} {b.Identity.Key} {Phone.Text(b.Contact)}").Order(), rows.Order());
    }
}
