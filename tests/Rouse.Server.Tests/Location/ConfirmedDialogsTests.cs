using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Location;

public sealed class ConfirmedDialogsTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly FakeTimeProvider _time = new();
    readonly ConfirmedDialogs _dialogs;

    public ConfirmedDialogsTests() => _dialogs = new(_time);

    [Fact]
    public void Phone_is_in_a_call_until_its_last_one_ends()
    {
        _dialogs.Confirm(1, 10);
        _dialogs.Confirm(1, 11);
        _dialogs.End(1, 10);
        Assert.True(_dialogs.Has(1));
        _dialogs.End(1, 11);
        Assert.False(_dialogs.Has(1));
    }

    [Fact]
    public void Call_that_is_confirmed_twice_ends_once()
    {
        _dialogs.Confirm(1, 10);
        _dialogs.Confirm(1, 10);
        _dialogs.End(1, 10);
        Assert.False(_dialogs.Has(1));
    }

    [Fact]
    public void Bye_that_comes_twice_ends_no_other_call()
    {
        _dialogs.Confirm(1, 10);
        _dialogs.Confirm(1, 11);
        _dialogs.End(1, 10);
        _dialogs.End(1, 10);
        Assert.True(_dialogs.Has(1));
    }

    [Fact]
    public void Each_side_has_its_own()
    {
        _dialogs.Confirm(1, 10);
        _dialogs.Confirm(2, 10);
        _dialogs.End(1, 10);
        Assert.True(_dialogs.Has(2));
        Assert.False(_dialogs.Has(1));
    }

    [Fact]
    public void Call_without_a_sign_ends_with_its_lifetime_and_not_before()
    {
        _dialogs.Confirm(1, 10);
        _time.Advance(ConfirmedDialogs.Lifetime - Tick);
        Assert.True(_dialogs.Has(1));
        _time.Advance(Tick);
        Assert.False(_dialogs.Has(1));
        Assert.Equal(0, _dialogs.Count);
    }

    [Fact]
    public void Sign_of_life_begins_the_lifetime_anew_for_that_call_only()
    {
        _dialogs.Confirm(1, 10);
        _dialogs.Confirm(2, 20);
        _time.Advance(ConfirmedDialogs.Lifetime - Tick);
        _dialogs.Confirm(1, 10);
        _time.Advance(Tick);
        Assert.True(_dialogs.Has(1));
        Assert.False(_dialogs.Has(2));
    }

    [Fact]
    public void Oldest_goes_when_there_are_too_many()
    {
        for (var i = 0; i < ConfirmedDialogs.Most; i++)
            _dialogs.Confirm((ulong)i + 1, 10);
        Assert.True(_dialogs.Has(1));
        _dialogs.Confirm(ulong.MaxValue, 10);
        Assert.False(_dialogs.Has(1));
        Assert.True(_dialogs.Has(2));
        Assert.Equal(ConfirmedDialogs.Most, _dialogs.Count);
    }

    [Fact]
    public void Both_directions_name_one_dialog()
    {
        var name = NameOf("call", "a", "b");
        Assert.Equal(name, NameOf("call", "b", "a"));
        Assert.NotEqual(name, NameOf("call", "a", "c"));
        Assert.NotEqual(name, NameOf("other", "a", "b"));
    }

    static ulong NameOf(string callId, string from, string to)
    {
        var wire = $"BYE sip:b@example.org SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:a@example.org>;tag={from}\r\n"
            + $"To: <sip:b@example.org>;tag={to}\r\nCall-ID: {callId}\r\nCSeq: 2 BYE\r\n\r\n";
        Assert.True(SipParser.TryParseDatagram(Encoding.ASCII.GetBytes(wire), out var message, out _));
        return ConfirmedDialogs.IdOf(message!);
    }
}
