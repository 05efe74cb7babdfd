using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Resolution;
using Rouse.Testing;

namespace Rouse.Server.Tests.Resolution;

/// <summary>Who asks name servers is bounded by its own limits, whatever they do.</summary>
public sealed class DnsRecordsTests
{
    static readonly DnsQuestion Question = new("example.net", DnsType.A);
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly FakeTimeProvider _clock = new();
    readonly FakeDns _dns = new();
    readonly List<DnsReply> _told = [];
    readonly DnsRecords _records;

    public DnsRecordsTests()
    {
        _dns.Has("example.net A 192.0.2.9");
        _records = new DnsRecords(_dns, new DnsOptions(), _clock, NullLogger.Instance);
    }

    [Fact]
    public void Equal_questions_are_asked_once()
    {
        _dns.IsSilent = true;
        Load(Question);
        Load(Question);
        Assert.Empty(_told);
        _dns.Release();

        Assert.Equal(2, _told.Count);
        Assert.Single(_dns.Asked);
        Assert.Equal(0, _records.UnderWay);
    }

    [Fact]
    public void An_answer_is_remembered_as_long_as_it_says_and_no_tick_longer()
    {
        _dns.Life = TimeSpan.FromSeconds(60);
        _dns.Has("example.com A 192.0.2.9");
        Load(new("example.com", DnsType.A));
        _clock.Advance(TimeSpan.FromSeconds(60) - Tick);
        Assert.NotNull(_records.Find(new("example.com", DnsType.A)));
        _clock.Advance(Tick);

        Assert.Null(_records.Find(new("example.com", DnsType.A)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2_147_483_647, 86_400)]
    public void Absurd_lives_are_cut(int said, int kept)
    {
        _dns.Lies = question =>
            new DnsReply(DnsOutcome.Found, [new AddressRecord(question.Name, TimeSpan.FromSeconds(said), new(0x0100007f))]);
        Load(Question);
        _clock.Advance(TimeSpan.FromSeconds(kept) - Tick);
        Assert.NotNull(_records.Find(Question));
        _clock.Advance(Tick);

        Assert.Null(_records.Find(Question));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(60, 60)]
    [InlineData(86_400, 300)]
    public void That_there_is_none_is_remembered_within_limits(int said, int kept)
    {
        _dns.NegativeLife = TimeSpan.FromSeconds(said);
        var nobody = new DnsQuestion("nobody.example", DnsType.A);
        Load(nobody);
        Assert.Equal(DnsOutcome.NoSuchName, Assert.Single(_told).Outcome);
        _clock.Advance(TimeSpan.FromSeconds(kept) - Tick);
        Assert.NotNull(_records.Find(nobody));
        _clock.Advance(Tick);

        Assert.Null(_records.Find(nobody));
    }

    [Fact]
    public void A_silent_name_server_is_waited_for_three_seconds()
    {
        _dns.IsSilent = true;
        Load(Question);
        _clock.Advance(TimeSpan.FromSeconds(3) - Tick);
        Assert.Empty(_told);
        _clock.Advance(Tick);

        Assert.Equal(DnsOutcome.Failed, Assert.Single(_told).Outcome);
        Assert.Equal(0, _records.UnderWay);
    }

    [Fact]
    public void An_answer_that_comes_too_late_changes_nothing()
    {
        _dns.IsSilent = true;
        Load(Question);
        _clock.Advance(TimeSpan.FromSeconds(3));
        _dns.Release();

        Assert.Single(_told);
        Assert.Equal(DnsOutcome.Failed, _records.Find(Question)!.Outcome);
    }

    [Fact]
    public void What_was_known_serves_on_while_name_servers_fail()
    {
        Load(Question);
        _dns.IsBroken = true;
        _clock.Advance(TimeSpan.FromMinutes(2));
        Load(Question);

        Assert.Equal(DnsOutcome.Found, _told[1].Outcome);
    }

    [Fact]
    public void But_not_for_more_than_an_hour()
    {
        Load(Question);
        _dns.IsBroken = true;
        _clock.Advance(_dns.Life + TimeSpan.FromHours(1));
        Load(Question);

        Assert.Equal(DnsOutcome.Failed, _told[1].Outcome);
    }

    [Fact]
    public void Nothing_old_is_told_of_a_name_that_is_gone()
    {
        Load(Question);
        _dns.Forgets("example.net");
        _clock.Advance(TimeSpan.FromMinutes(2));
        Load(Question);
        _dns.IsBroken = true;
        _clock.Advance(TimeSpan.FromMinutes(2));
        Load(Question);

        Assert.Equal([DnsOutcome.Found, DnsOutcome.NoSuchName, DnsOutcome.Failed], _told.Select(static reply => reply.Outcome));
    }

    [Fact]
    public void A_failure_is_remembered_for_five_seconds()
    {
        _dns.IsBroken = true;
        Load(Question);
        _dns.IsBroken = false;
        _clock.Advance(TimeSpan.FromSeconds(5) - Tick);
        Load(Question);
        _clock.Advance(Tick);
        Load(Question);

        Assert.Equal([DnsOutcome.Failed, DnsOutcome.Failed, DnsOutcome.Found], _told.Select(static reply => reply.Outcome));
    }

    [Fact]
    public void A_domain_whose_name_servers_are_silent_leaves_room_for_others()
    {
        _dns.IsSilent = true;
        for (var i = 0; i < DnsLimits.QuestionsOfDomain; i++)
            Load(new($"h{i}.a.example.net", DnsType.A));
        Assert.Empty(_told);
        Load(new("more.b.example.net", DnsType.A));
        Assert.Equal(DnsOutcome.Failed, Assert.Single(_told).Outcome);
        Load(new("other.example.org", DnsType.A));

        Assert.Single(_told);
        Assert.Equal(DnsLimits.QuestionsOfDomain + 1, _records.UnderWay);
    }

    [Fact]
    public void Only_so_many_questions_are_under_way()
    {
        _dns.IsSilent = true;
        for (var i = 0; i < DnsLimits.Questions; i++)
            Load(new($"h.d{i}", DnsType.A));
        Assert.Empty(_told);
        Load(new("h.more", DnsType.A));

        Assert.Equal(DnsOutcome.Failed, Assert.Single(_told).Outcome);
        Assert.Equal(DnsLimits.Questions, _records.UnderWay);
    }

    [Fact]
    public void The_oldest_answer_makes_room()
    {
        _dns.Lies = static question =>
            new DnsReply(DnsOutcome.Found, [new AddressRecord(question.Name, TimeSpan.FromDays(1), new(0x0100007f))]);
        for (var i = 0; i <= DnsLimits.Remembered; i++)
            Load(new($"h.d{i}", DnsType.A));

        Assert.Equal(DnsLimits.Remembered, _records.Memory.Found);
        Assert.Null(_records.Find(new("h.d0", DnsType.A)));
        Assert.NotNull(_records.Find(new("h.d1", DnsType.A)));
    }

    [Fact]
    public void A_client_that_throws_costs_its_question_alone()
    {
        _dns.Lies = static _ => throw new InvalidOperationException("a library's bug");
        Load(Question);

        Assert.Equal(DnsOutcome.Failed, Assert.Single(_told).Outcome);
        Assert.Equal(0, _records.UnderWay);
    }

    void Load(DnsQuestion question) => _records.Load(question, _told.Add);
}
