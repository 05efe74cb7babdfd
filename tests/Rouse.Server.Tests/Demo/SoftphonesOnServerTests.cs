using Rouse.Sandbox.Softphones;

namespace Rouse.Server.Tests.Demo;

/// <summary>The built-in phones with the real server, over real sockets.</summary>
public sealed class SoftphonesOnServerTests : IAsyncLifetime
{
    RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Caller_hangs_up_after_both_have_heard_the_other()
    {
        await using var alice = _server.Phone("alice", 440);
        await using var bob = _server.Phone("bob", 800);
        await alice.RegisterAsync();
        await bob.RegisterAsync();

        await using var outgoing = await alice.CallAsync("bob");
        await using var incoming = await bob.NextCallAsync();
        await incoming.RingAsync();
        await outgoing.RingingAsync();
        await incoming.AnswerAsync();
        await outgoing.AnsweredAsync();
        await outgoing.HearAsync(15);
        await incoming.HearAsync(15);

        Assert.Equal(outgoing.CallId, incoming.CallId);
        Assert.InRange(outgoing.Audio.Share(800), 0.95, 1);
        Assert.InRange(incoming.Audio.Share(440), 0.95, 1);
        Assert.InRange(outgoing.Audio.Share(440), 0, 0.05);
        await outgoing.HangUpAsync();
        Assert.Equal(CallEnd.HungUpByOther, await incoming.EndedAsync());
        Assert.Equal(CallEnd.HungUp, await outgoing.EndedAsync());
    }

    [Fact]
    public async Task Callee_hangs_up()
    {
        await using var alice = _server.Phone("alice");
        await using var bob = _server.Phone("bob");
        await alice.RegisterAsync();
        await bob.RegisterAsync();

        await using var outgoing = await alice.CallAsync("bob");
        await using var incoming = await bob.NextCallAsync();
        await incoming.AnswerAsync();
        await outgoing.AnsweredAsync();
        await incoming.HangUpAsync();

        Assert.Equal(CallEnd.HungUpByOther, await outgoing.EndedAsync());
    }

    [Fact]
    public async Task Caller_cancels()
    {
        await using var alice = _server.Phone("alice");
        await using var bob = _server.Phone("bob");
        await alice.RegisterAsync();
        await bob.RegisterAsync();

        await using var outgoing = await alice.CallAsync("bob");
        await using var incoming = await bob.NextCallAsync();
        await incoming.RingAsync();
        await outgoing.RingingAsync();
        await outgoing.HangUpAsync();

        Assert.Equal(CallEnd.Cancelled, await incoming.EndedAsync());
        Assert.Equal(487, await outgoing.FinalStatusAsync());
        await Assert.ThrowsAsync<SoftphoneException>(() => incoming.AnswerAsync());
    }

    [Fact]
    public async Task Callee_declines()
    {
        await using var alice = _server.Phone("alice");
        await using var bob = _server.Phone("bob");
        await alice.RegisterAsync();
        await bob.RegisterAsync();

        await using var outgoing = await alice.CallAsync("bob");
        await using var incoming = await bob.NextCallAsync();
        await incoming.DeclineAsync();

        var refused = await Assert.ThrowsAsync<SoftphoneException>(() => outgoing.AnsweredAsync());
        Assert.Equal("the call to bob was answered with 486 Busy Here", refused.Message);
        Assert.Equal(CallEnd.Refused, await outgoing.EndedAsync());
    }

    [Fact]
    public async Task Message_arrives()
    {
        await using var alice = _server.Phone("alice");
        await using var bob = _server.Phone("bob");
        await alice.RegisterAsync();
        await bob.RegisterAsync();

        var (status, callId) = await alice.SendMessageAsync("bob", "grüß dich 🙂");
        var message = await bob.NextMessageAsync();

        Assert.Equal(200, status);
        Assert.Equal(("grüß dich 🙂", callId), (message.Text, message.CallId));
        Assert.Contains("sip:alice@", message.From);
    }

    [Fact]
    public async Task Phone_that_slept_is_known_again_on_its_new_connection()
    {
        await using var alice = _server.Phone("alice");
        await using var bob = _server.Phone("bob");
        await alice.RegisterAsync();
        await bob.RegisterAsync();
        await bob.FallAsleepAsync();
        Assert.False(bob.IsAwake);
        await bob.RegisterAsync();

        Assert.Equal(200, (await alice.SendMessageAsync("bob", "one")).Status);
        Assert.Equal("one", (await bob.NextMessageAsync()).Text);
    }

    [Fact]
    public async Task Phone_that_has_gone_cannot_be_called()
    {
        await using var alice = _server.Phone("alice");
        await using var bob = _server.Phone("bob");
        await alice.RegisterAsync();
        await bob.RegisterAsync();
        await bob.UnregisterAsync();

        await using var call = await alice.CallAsync("bob");

        Assert.Equal(480, await call.FinalStatusAsync());
    }

    [Fact]
    public async Task Wrong_password_is_refused()
    {
        await using var alice = _server.Phone("alice", password: "wrong");

        var refused = await Assert.ThrowsAsync<SoftphoneException>(() => alice.RegisterAsync());

        Assert.Equal("REGISTER of alice was answered with 403 Forbidden", refused.Message);
    }
}
