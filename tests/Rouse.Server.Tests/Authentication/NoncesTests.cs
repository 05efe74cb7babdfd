using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Authentication;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Authentication;

public class NoncesTests
{
    const string Realm = "example.org";

    static readonly TimeSpan Life = TimeSpan.FromHours(1);
    static readonly TimeSpan Tick = new(1);

    static readonly FakeFlow Here = new();

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    readonly ServerKeys _keys = new(new byte[32]);

    [Fact]
    public void Nonce_is_valid_to_the_end_of_its_life_and_stale_one_tick_later()
    {
        var nonces = Start();
        var nonce = nonces.Make(Realm, Here, out _);

        _time.Advance(Life);
        Assert.Equal(NonceVerdict.Valid, Check(nonces, nonce));

        _time.Advance(Tick);
        Assert.Equal(NonceVerdict.Stale, Check(nonces, nonce));
    }

    [Fact]
    public void Nonces_of_one_moment_differ_and_fit_in_64_characters()
    {
        var nonces = Start();

        var made = Enumerable.Range(0, 1000).Select(_ => nonces.Make(Realm, Here, out ulong _)).ToHashSet();

        Assert.Equal(1000, made.Count);
        Assert.All(made, n => Assert.InRange(n.Length, 1, 64));
    }

    [Fact]
    public void Every_changed_character_makes_it_forged()
    {
        var nonces = Start();
        var nonce = nonces.Make(Realm, Here, out _);

        for (var i = 0; i < nonce.Length; i++)
        {
            var changed = $"{nonce[..i]}{(nonce[i] == 'A' ? 'B' : 'A')}{nonce[(i + 1)..]}";
            Assert.Equal(NonceVerdict.Forged, Check(nonces, changed));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("dcd98b7102dd2f0e8b11d0f600bfb0c093")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA                        ")]
    [InlineData("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void What_we_never_made_is_forged(string text) => Assert.Equal(NonceVerdict.Forged, Check(Start(), text));

    [Fact]
    public void Nonce_of_another_realm_or_key_is_forged()
    {
        var nonce = Start().Make(Realm, Here, out _);

        Assert.Equal(NonceVerdict.Forged, Start().Check(Encoding.ASCII.GetBytes(nonce), "elsewhere", Here, out _));
        Assert.Equal(NonceVerdict.Forged, Check(new Nonces(new ServerKeys([1, .. new byte[31]]), () => Life, _time), nonce));
    }

    [Fact]
    public void Nonce_of_an_earlier_process_is_known_as_such_also_when_both_started_at_the_same_moment()
    {
        var nonce = Start().Make(Realm, Here, out _);

        Assert.Equal(NonceVerdict.FromBeforeStart, Check(Start(), nonce));
    }

    [Fact]
    public void Nonce_of_an_earlier_process_lives_no_longer_than_any_other()
    {
        var nonce = Start().Make(Realm, Here, out _);

        _time.Advance(Life);
        Assert.Equal(NonceVerdict.FromBeforeStart, Check(Start(), nonce));

        _time.Advance(Tick);
        Assert.Equal(NonceVerdict.Stale, Check(Start(), nonce));
    }

    [Fact]
    public void Nonce_from_a_clock_that_was_ahead_is_stale()
    {
        var ahead = new FakeTimeProvider(_time.GetUtcNow() + Tick);
        var nonce = new Nonces(_keys, () => Life, ahead).Make(Realm, Here, out _);
        var nonces = Start();

        Assert.Equal(NonceVerdict.Stale, Check(nonces, nonce));

        _time.Advance(Tick);
        Assert.Equal(NonceVerdict.FromBeforeStart, Check(nonces, nonce));
    }

    [Theory]
    [InlineData("192.0.2.8", 40_000)]
    [InlineData("192.0.2.7", 40_001)]
    [InlineData("2001:db8::7", 40_000)]
    public void Nonce_is_stale_in_a_datagram_from_elsewhere(string address, int port)
    {
        var nonces = Start();
        var nonce = nonces.Make(Realm, Here, out _);
        var connected = nonces.Make(Realm, new FakeFlow(transport: SipTransport.Tcp), out _);
        var elsewhere = new FakeFlow(address, port: port);

        Assert.Equal(NonceVerdict.Stale, nonces.Check(Encoding.UTF8.GetBytes(nonce), Realm, elsewhere, out _));
        Assert.Equal(NonceVerdict.Stale, nonces.Check(Encoding.UTF8.GetBytes(connected), Realm, elsewhere, out _));
        Assert.Equal(NonceVerdict.Valid, nonces.Check(Encoding.UTF8.GetBytes(nonce), Realm, new FakeFlow(), out _));
    }

    [Fact]
    public void Nonce_is_valid_on_every_connection()
    {
        var nonces = Start();
        var connection = new FakeFlow("192.0.2.8", SipTransport.Tcp);

        Assert.Equal(
            NonceVerdict.Valid, nonces.Check(Encoding.UTF8.GetBytes(nonces.Make(Realm, Here, out _)), Realm, connection, out _));
    }

    Nonces Start() => new(_keys, () => Life, _time);

    static NonceVerdict Check(Nonces nonces, string nonce) => nonces.Check(Encoding.UTF8.GetBytes(nonce), Realm, Here, out _);
}
