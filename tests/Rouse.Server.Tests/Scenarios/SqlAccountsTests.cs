using Rouse.Protocol.Sip;
using Rouse.Server.Authentication.Sql;
using Rouse.Server.Tests.Authentication.Sql;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Phones of a server whose accounts are in a database, which answers, changes, hangs and is down.</summary>
public sealed class SqlAccountsTests : IDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly SqlAccountsScene _scene = new();
    readonly Phone _alice;
    readonly Phone _bob;

    public SqlAccountsTests()
    {
        _alice = _scene.Phone("alice");
        _bob = _scene.Phone("bob");
    }

    [Fact]
    public void Phone_registers_and_calls_with_one_query_for_each_user()
    {
        _bob.Registers();
        SqlAccountsScene.CallsBob(_alice);
        _alice.Receives("SIP/2.0 100 *");
        _bob.Answers(_bob.ReceivesRequest("INVITE *"), 486);

        _alice.Receives("SIP/2.0 486 *");
        Assert.Equal(["bob", "alice"], _scene.Source.Asked);
    }

    [Fact]
    public void REGISTER_waits_for_the_database_and_others_do_not_wait_for_it()
    {
        _bob.Registers();
        _scene.Hangs();

        Assert.Null(SqlAccountsScene.TriesToRegister(_alice));
        Assert.Equal(200, ((SipResponse)SqlAccountsScene.TriesToRegister(_bob)!).Status);
        _scene.Source.Answers("alice", ScriptedSource.Account("alice", _alice.Password!));
        _scene.Network.Settle();

        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Retransmitted_REGISTER_does_not_ask_again_and_is_answered_once()
    {
        _scene.Source.Accounts = null;
        SqlAccountsScene.TriesToRegister(_alice);
        SqlAccountsScene.TriesToRegister(_alice);
        Assert.Equal(["alice"], _scene.Source.Asked);

        _scene.Source.Answers("alice", ScriptedSource.Account("alice", _alice.Password!));
        _scene.Network.Settle();

        _alice.Receives("SIP/2.0 200 *");
        _alice.Receives("SIP/2.0 200 *");
        _alice.ReceivesNothing();
    }

    [Fact]
    public void Call_waits_with_100_and_CANCEL_ends_the_wait()
    {
        _bob.Registers();
        _scene.Source.Accounts = null;
        var call = SqlAccountsScene.CallsBob(_alice);
        _alice.Receives("SIP/2.0 100 *");
        call.Cancels();
        _alice.Receives("SIP/2.0 200 *");
        call.Acks(_alice.Receives("SIP/2.0 487 *"));
        _scene.Source.Answers("alice", ScriptedSource.Account("alice", _alice.Password!));
        _scene.Network.Settle();

        _bob.ReceivesNothing();
        _alice.ReceivesNothing();
    }

    [Theory]
    [InlineData("nobody", "anything")]
    [InlineData("alice", "wrong")]
    public void Unknown_user_and_wrong_password_stay_equal(string user, string password)
    {
        var phone = _scene.Phone(user);

        Assert.Equal("SIP/2.0 403 Forbidden", SqlAccountsScene.TriesToRegister(phone, password)!.StartLine());
        Assert.Equal("SIP/2.0 403 Forbidden", SqlAccountsScene.TriesToRegister(phone, password)!.StartLine());
        Assert.Equal([user], _scene.Source.Asked);

        _scene.Network.Advance(RememberedAccounts.Recheck + Tick);
        Assert.Equal("SIP/2.0 403 Forbidden", SqlAccountsScene.TriesToRegister(phone, password)!.StartLine());
        Assert.Equal([user, user], _scene.Source.Asked);
    }

    [Fact]
    public void Changed_password_works_at_once()
    {
        _alice.Registers();
        _scene.Network.Advance(RememberedAccounts.Recheck + Tick);
        _scene.Source.Accounts!["alice"] = ScriptedSource.Account("alice", "changed");

        Assert.Equal("SIP/2.0 200 OK", SqlAccountsScene.TriesToRegister(_alice, "changed")!.StartLine());
        Assert.Equal("SIP/2.0 403 Forbidden", SqlAccountsScene.TriesToRegister(_alice)!.StartLine());
    }

    [Fact]
    public void Wrong_passwords_are_not_one_query_each()
    {
        for (var i = 0; i < 20; i++)
            SqlAccountsScene.TriesToRegister(_alice, "wrong");

        Assert.Equal(["alice"], _scene.Source.Asked);
    }

    [Fact]
    public void Database_that_hangs_costs_a_phone_less_than_a_second()
    {
        _scene.Hangs();
        Assert.Null(SqlAccountsScene.TriesToRegister(_alice));

        _scene.Network.Advance(SqlAccountsScene.Options.Timeout - Tick);
        _alice.ReceivesNothing();
        _scene.Network.Advance(Tick);

        AssertComesAgain(_alice.Receives("SIP/2.0 500 *"));
        _scene.Network.Advance(SqlAccountsScene.Options.Timeout);
        _scene.Network.Logs.ExpectError("does not answer: no answer within 800 ms");
    }

    [Fact]
    public void Database_that_is_down_is_500_for_those_who_are_not_remembered()
    {
        _bob.Registers();
        _scene.GoesDown();

        AssertComesAgain(SqlAccountsScene.TriesToRegister(_alice)!);
        Assert.Equal("SIP/2.0 200 OK", SqlAccountsScene.TriesToRegister(_bob)!.StartLine());
    }

    [Fact]
    public void Wrong_password_is_no_403_while_it_is_down_as_for_an_unknown_user()
    {
        _alice.Registers();
        _scene.GoesDown();
        _scene.Network.Advance(RememberedAccounts.Recheck + Tick);

        AssertComesAgain(SqlAccountsScene.TriesToRegister(_alice, "wrong")!);
        AssertComesAgain(SqlAccountsScene.TriesToRegister(_scene.Phone("nobody"), "wrong")!);
        Assert.Equal("SIP/2.0 200 OK", SqlAccountsScene.TriesToRegister(_alice)!.StartLine());
    }

    [Fact]
    public void Database_that_is_back_serves_without_anybodys_help()
    {
        _scene.GoesDown();
        _scene.Source.IsDown = false;

        _scene.Network.Advance(SourceHealth.ProbeInterval);

        _alice.Registers();
    }

    [Fact]
    public void Registered_phone_is_called_although_nobody_knows_its_account_now()
    {
        _bob.Registers();
        _alice.Registers();
        _scene.Store.Replace(SqlAccountsScene.Options, _scene.Source);
        _alice.Registers();
        _scene.GoesDown();

        SqlAccountsScene.CallsBob(_alice);
        _alice.Receives("SIP/2.0 100 *");

        _bob.Answers(_bob.ReceivesRequest("INVITE *"), 486);
        _alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Call_to_somebody_who_may_exist_is_no_404_while_it_is_down()
    {
        _alice.Registers();
        _scene.GoesDown();

        SqlAccountsScene.CallsBob(_alice, "carol");

        AssertComesAgain(_alice.Receives("SIP/2.0 500 *"));
    }

    [Fact]
    public void Called_user_is_looked_for_and_rings_when_found()
    {
        _alice.Registers();
        _bob.Registers();
        _scene.Network.Advance(SqlAccountsScene.Options.Cache + Tick);
        _alice.Registers();
        _scene.Source.Accounts = null;
        SqlAccountsScene.CallsBob(_alice);
        _alice.Receives("SIP/2.0 100 *");
        _bob.ReceivesNothing();

        _scene.Source.Answers("bob", ScriptedSource.Account("bob"));
        _scene.Network.Settle();

        _bob.Answers(_bob.ReceivesRequest("INVITE *"), 486);
        _alice.Receives("SIP/2.0 486 *");
    }

    [Theory]
    [InlineData("carol", "480 No Phone Is Registered")]
    [InlineData("nobody", "404 Not Found")]
    public void Called_user_without_phones_exists_or_not(string user, string status)
    {
        _alice.Registers();
        SqlAccountsScene.CallsBob(_alice, user);
        _alice.Receives("SIP/2.0 100 *");
        _alice.Receives($"SIP/2.0 {status}");
    }

    [Fact]
    public void Dialog_goes_on_without_the_database()
    {
        _bob.Registers();
        var call = SqlAccountsScene.CallsBob(_alice);
        _alice.Receives("SIP/2.0 100 *");
        _bob.Answers(_bob.ReceivesRequest("INVITE *"), 200);
        var ok = _alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        _bob.Receives("ACK *");
        _scene.GoesDown();
        _scene.Network.Advance(SqlAccountsScene.Options.CacheStale + Tick);

        call.SendsInDialog("BYE", ok);

        _bob.Answers(_bob.Receives("BYE *"), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    public void Dispose() => _scene.Dispose();

    static void AssertComesAgain(SipMessage answer)
    {
        Assert.Equal("SIP/2.0 500 Accounts Unavailable", answer.StartLine());
        Assert.Equal("5", answer.Value(HeaderName.RetryAfter));
    }
}
