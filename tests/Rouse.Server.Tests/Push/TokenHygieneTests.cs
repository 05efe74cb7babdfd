using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Push;
using Rouse.Server.Tests.Location;

namespace Rouse.Server.Tests.Push;

public sealed class TokenHygieneTests
{
    readonly TokenHygiene _hygiene = new(TimeProvider.System);

    [Fact]
    public void Refused_token_is_marked_with_its_reason()
    {
        var phone = Phone("a");
        Note(phone, "a", PushVerdict.Refused);
        Assert.Equal("why", _hygiene.RefusalOf(phone, "a")?.Reason);
        Assert.Null(_hygiene.RefusalOf(phone, "another token of the phone"));
        Assert.Null(_hygiene.RefusalOf(Phone("b"), "b"));
    }

    [Fact]
    public void Next_register_takes_the_mark_away()
    {
        Note(Phone("a"), "a", PushVerdict.Refused);
        Assert.Null(_hygiene.RefusalOf(Phone("a"), "a"));
    }

    [Fact]
    public void Refusal_that_arrives_after_the_next_register_marks_nothing()
    {
        var before = Phone("a");
        var now = Phone("a");
        Note(before, "a", PushVerdict.Refused);
        Assert.Null(_hygiene.RefusalOf(now, "a"));
    }

    [Theory]
    [InlineData(PushVerdict.Accepted)]
    [InlineData(PushVerdict.Failed)]
    [InlineData(PushVerdict.DeadToken)]
    public void No_other_outcome_marks(PushVerdict verdict)
    {
        var phone = Phone("a");
        Note(phone, "a", verdict);
        Assert.Null(_hygiene.RefusalOf(phone, "a"));
    }

    [Fact]
    public void Refusal_that_blames_the_configuration_marks_nothing_and_does_not_count()
    {
        for (var i = 0; i < 6; i++)
        {
            var phone = Phone($"t{i}");
            Assert.False(Note(phone, $"t{i}", PushVerdict.Refused, isConfigurationError: true));
            Assert.Null(_hygiene.RefusalOf(phone, $"t{i}"));
        }
    }

    [Fact]
    public void Token_that_is_taken_after_all_is_marked_no_more()
    {
        var phone = Phone("a");
        Note(phone, "a", PushVerdict.Refused);
        Note(phone, "a", PushVerdict.Accepted);
        Assert.Null(_hygiene.RefusalOf(phone, "a"));
    }

    [Fact]
    public void Fifth_distinct_token_that_is_refused_blames_the_app_once_and_takes_all_marks_away()
    {
        var phones = Enumerable.Range(0, 6).Select(i => Phone($"t{i}")).ToArray();
        for (var i = 0; i < 6; i++)
            Assert.Equal(i == 4, Note(phones[i], $"t{i}", PushVerdict.Refused));
        Assert.All(Enumerable.Range(0, 6), i => Assert.Null(_hygiene.RefusalOf(phones[i], $"t{i}")));
    }

    [Fact]
    public void Failures_count_neither_for_nor_against_an_app()
    {
        for (var i = 0; i < 4; i++)
        {
            Note(Phone($"t{i}"), $"t{i}", PushVerdict.Refused);
            Note(Phone($"f{i}"), $"f{i}", PushVerdict.Failed);
        }
        Assert.True(Note(Phone("t4"), "t4", PushVerdict.Refused));
    }

    [Theory]
    [InlineData(PushVerdict.Accepted)]
    [InlineData(PushVerdict.DeadToken)]
    public void App_whose_provider_knows_one_of_its_tokens_is_never_blamed(PushVerdict verdict)
    {
        Note(Phone("good"), "good", verdict);
        for (var i = 0; i < 20; i++)
        {
            var phone = Phone($"t{i}");
            Assert.False(Note(phone, $"t{i}", PushVerdict.Refused));
            Assert.NotNull(_hygiene.RefusalOf(phone, $"t{i}"));
        }
    }

    [Fact]
    public void App_that_was_blamed_and_works_again_has_its_refused_tokens_marked()
    {
        for (var i = 0; i < 5; i++)
            Note(Phone($"t{i}"), $"t{i}", PushVerdict.Refused);
        Note(Phone("good"), "good", PushVerdict.Accepted);
        var phone = Phone("bad");
        Assert.False(Note(phone, "bad", PushVerdict.Refused));
        Assert.NotNull(_hygiene.RefusalOf(phone, "bad"));
    }

    [Fact]
    public void Apps_are_told_apart_by_provider_and_parameter()
    {
        for (var i = 0; i < 4; i++)
            Note(Phone($"t{i}"), $"t{i}", PushVerdict.Refused);
        Assert.False(Note(Phone("u"), "u", PushVerdict.Refused, param: "other"));
        Assert.False(Note(Phone("v"), "v", PushVerdict.Refused, provider: "fcm"));
        Assert.True(Note(Phone("w"), "w", PushVerdict.Refused));
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1_000, false)]
    public void Nothing_is_remembered_of_more_apps_than_any_operator_has(int invented, bool isRemembered)
    {
        for (var i = 0; i < invented; i++)
            Note(Phone("a"), "a", PushVerdict.Refused, param: $"invented-{i}");
        for (var i = 0; i < 4; i++)
            Note(Phone($"t{i}"), $"t{i}", PushVerdict.Refused, param: "one more");
        Assert.Equal(isRemembered, Note(Phone("t4"), "t4", PushVerdict.Refused, param: "one more"));
    }

    bool Note(
        Binding binding,
        string token,
        PushVerdict verdict,
        string provider = "apns",
        string param = "T.app",
        bool isConfigurationError = false) => _hygiene.Note(
        binding,
        new PushMessage
        {
            Provider = provider,
            Param = param,
            Token = token,
            Event = PushEvent.Call,
            CallId = "1",
            TimeToLive = TimeSpan.FromSeconds(90),
        },
        new PushOutcome(verdict, 400, "why", 1) { IsConfigurationError = isConfigurationError });

    // As it registers now.
    static Binding Phone(string name) => new Registration
    {
        Contacts = [$"<sip:bob@192.0.2.7>;+sip.instance=\"<urn:{name}>\""],
        Flow = FakeFlow.Tcp(),
    }.ToChange(TimeProvider.System).Contacts[0].Binding;
}
