using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Authentication.Bearer;

namespace Rouse.Server.Tests.Authentication;

public sealed class KeySetTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly TokenServer _server = new();
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    readonly RecordedLog _log = new();
    readonly KeySet _keys;

    public KeySetTests()
    {
        var options = TokenServer.Options;
        _keys = new KeySet(cancellation => ((IKeySource)_server).ReadAsync(options, cancellation), options, _time, _log);
    }

    [Fact]
    public async Task Keys_are_fetched_once_and_serve_at_once()
    {
        await _keys.GetAsync("key-1");
        var again = _keys.GetAsync("key-1");

        Assert.True(again.IsCompletedSuccessfully);
        Assert.Equal("key-1", Assert.Single((await again)!).KeyId);
        Assert.Equal(1, _server.Fetches);
    }

    [Fact]
    public async Task Old_keys_serve_while_they_are_fetched_anew()
    {
        await _keys.GetAsync(null);
        _time.Advance(TokenServer.Options.Refresh - Tick);
        await _keys.GetAsync(null);
        Assert.Equal(1, _server.Fetches);

        _time.Advance(Tick);
        _server.Held = new TaskCompletionSource();
        var meanwhile = _keys.GetAsync("key-1");

        Assert.True(meanwhile.IsCompletedSuccessfully);
        Assert.Equal(2, _server.Fetches);
        _server.Held.SetResult();
    }

    [Fact]
    public async Task Key_that_is_not_known_is_asked_for()
    {
        await _keys.GetAsync("key-1");
        _server.Rotates("key-2");
        _time.Advance(KeySet.LeastInterval);

        Assert.Equal("key-2", Assert.Single((await _keys.GetAsync("key-2"))!).KeyId);
    }

    [Fact]
    public async Task Made_up_keys_cost_the_server_no_more_than_one_fetch_in_a_while()
    {
        await _keys.GetAsync("key-1");
        _time.Advance(KeySet.LeastInterval - Tick);
        await _keys.GetAsync("made-up");
        Assert.Equal(1, _server.Fetches);

        _time.Advance(Tick);
        await _keys.GetAsync("made-up");
        await _keys.GetAsync("made-up-too");

        Assert.Equal(2, _server.Fetches);
    }

    [Fact]
    public async Task Former_keys_serve_while_the_server_is_down()
    {
        await _keys.GetAsync("key-1");
        _server.IsDown = true;
        _time.Advance(TokenServer.Options.Refresh);
        await _keys.GetAsync("key-1");

        Assert.Single((await _keys.GetAsync("key-1"))!);
        Assert.Contains(_log.Lines, line => line.Contains("cannot be had", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_that_does_not_answer_is_waited_for_to_the_deadline_and_then_not_asked_by_everybody()
    {
        _server.Held = new TaskCompletionSource();
        var first = _keys.GetAsync(null).AsTask();
        var second = _keys.GetAsync(null).AsTask();
        Assert.False(first.IsCompleted);

        _time.Advance(TokenServer.Options.Timeout);

        Assert.Null(await first);
        Assert.Null(await second);
        Assert.Null(await _keys.GetAsync(null));
        Assert.Equal(1, _server.Fetches);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"EC"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"!","y":"!"}]}""")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"key-1","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]}""")]
    [InlineData("""{"keys":7}""")]
    public async Task What_has_no_key_that_serves_gives_none_and_takes_none_away(string text)
    {
        var good = _server.Keys;
        _server.Text = text;
        Assert.Null(await _keys.GetAsync("key-1"));

        _time.Advance(KeySet.LeastInterval);
        _server.Text = good;
        Assert.Single((await _keys.GetAsync("key-1"))!);

        _time.Advance(TokenServer.Options.Refresh);
        _server.Text = text;
        await _keys.GetAsync("key-1");

        Assert.Equal(3, _server.Fetches);
        Assert.Equal("key-1", Assert.Single((await _keys.GetAsync("key-1"))!).KeyId);
    }
}
