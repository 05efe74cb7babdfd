using Rouse.Protocol.Sip;
using Rouse.Sandbox.Softphones;
using static Rouse.Sandbox.Tests.Softphones.ScriptedConnection;

namespace Rouse.Sandbox.Tests.Softphones;

public sealed class OutgoingCallTests : IAsyncLifetime
{
    private const string Invite = "INVITE sip:bob@example.org SIP/2.0";

    private const string Answer = """
        Contact: <sip:bob@192.0.2.1:5070>
        Record-Route: <sip:near.example.org;lr>
        Record-Route: <sip:far.example.org;lr>
        Content-Type: application/sdp
        """;

    private static readonly string Audio =
        "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n".ReplaceLineEndings("\r\n");

    private readonly ScriptedServer _server = new();
    private Softphone _phone = null!;
    private ScriptedConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = _server.Phone("pn-provider=fcm;pn-param=p;pn-prid=secret-token");
        _connection = await _server.RegistersAsync(_phone);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Offer_is_one_PCMU_stream_and_no_push_token_leaves_the_phone()
    {
        await using var call = await _phone.CallAsync("bob");

        var invite = await _connection.ReceivesAsync(Invite);

        Assert.Contains($"\r\nm=audio {call.Audio.Local.Port} RTP/AVP 0\r\n", Body(invite));
        Assert.Matches("^<sip:alice@127\\.0\\.0\\.1:\\d+;transport=tcp>$", Value(invite, HeaderName.Contact));
        Assert.DoesNotContain("secret-token", Encoding(invite));
    }

    [Fact]
    public async Task Challenge_is_acknowledged_and_answered()
    {
        await using var call = await _phone.CallAsync("bob");
        var first = await _connection.ReceivesAsync(Invite);
        await _connection.AnswersAsync(first, 407, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"");

        var ack = await _connection.ReceivesAsync("ACK sip:bob@example.org SIP/2.0");
        var second = await _connection.ReceivesAsync(Invite);

        Assert.Equal(Value(first, HeaderName.Via), Value(ack, HeaderName.Via));
        Assert.Equal(("1 ACK", "2 INVITE"), (Value(ack, HeaderName.CSeq), Value(second, HeaderName.CSeq)));
        Assert.Equal(call.CallId, Value(second, HeaderName.CallId));
        Assert.StartsWith("Digest username=\"alice\"", Value(second, HeaderName.ProxyAuthorization));
    }

    [Fact]
    public async Task Requests_in_the_dialog_follow_the_route_set_in_reverse()
    {
        await using var call = await AnsweredAsync();
        var ack = await _connection.ReceivesAsync("ACK sip:bob@192.0.2.1:5070 SIP/2.0");

        var hangingUp = call.HangUpAsync();
        var bye = await _connection.ReceivesAsync("BYE sip:bob@192.0.2.1:5070 SIP/2.0");

        string[] route = ["<sip:far.example.org;lr>", "<sip:near.example.org;lr>"];
        Assert.Equal(route, Values(ack, HeaderName.Route));
        Assert.Equal(route, Values(bye, HeaderName.Route));
        Assert.Equal(("1 ACK", "2 BYE"), (Value(ack, HeaderName.CSeq), Value(bye, HeaderName.CSeq)));
        Assert.Equal("<sip:bob@example.org>;tag=server", Value(bye, HeaderName.To));
        await _connection.AnswersAsync(bye, 200);
        await hangingUp.Soon();
        Assert.Equal(CallEnd.HungUp, await call.EndedAsync().Soon());
    }

    [Fact]
    public async Task Repeated_success_is_acknowledged_again()
    {
        await using var call = await _phone.CallAsync("bob");
        var invite = await _connection.ReceivesAsync(Invite);
        await _connection.AnswersAsync(invite, 200, Answer, Audio);
        await _connection.AnswersAsync(invite, 200, Answer, Audio);

        await _connection.ReceivesAsync("ACK sip:bob@192.0.2.1:5070 SIP/2.0");
        await _connection.ReceivesAsync("ACK sip:bob@192.0.2.1:5070 SIP/2.0");
    }

    [Fact]
    public async Task Ringing_is_told()
    {
        await using var call = await _phone.CallAsync("bob");
        var invite = await _connection.ReceivesAsync(Invite);
        var ringing = call.RingingAsync();
        await _connection.AnswersAsync(invite, 100);
        await _connection.AnswersAsync(invite, 180);

        await ringing.Soon();
    }

    [Fact]
    public async Task Refusal_ends_the_wait_for_ringing()
    {
        await using var call = await _phone.CallAsync("bob");
        var ringing = call.RingingAsync();
        await _connection.AnswersAsync(await _connection.ReceivesAsync(Invite), 480);

        var refused = await Assert.ThrowsAsync<SoftphoneException>(() => ringing.Soon());

        Assert.Equal("the call to bob was answered with 480 Temporarily Unavailable", refused.Message);
        await _connection.ReceivesAsync("ACK sip:bob@example.org SIP/2.0");
        Assert.Equal(CallEnd.Refused, await call.EndedAsync().Soon());
    }

    [Fact]
    public async Task Cancel_waits_for_a_provisional_response()
    {
        await using var call = await _phone.CallAsync("bob");
        var invite = await _connection.ReceivesAsync(Invite);
        var hangingUp = call.HangUpAsync();
        await _connection.AnswersAsync(invite, 100);

        var cancel = await _connection.ReceivesAsync("CANCEL sip:bob@example.org SIP/2.0");

        Assert.Equal(Value(invite, HeaderName.Via), Value(cancel, HeaderName.Via));
        await _connection.AnswersAsync(cancel, 200);
        await _connection.AnswersAsync(invite, 487);
        await _connection.ReceivesAsync("ACK sip:bob@example.org SIP/2.0");
        await hangingUp.Soon();
        Assert.Equal(CallEnd.Cancelled, await call.EndedAsync().Soon());
    }

    [Fact]
    public async Task Success_that_crosses_the_cancel_is_hung_up()
    {
        await using var call = await _phone.CallAsync("bob");
        var invite = await _connection.ReceivesAsync(Invite);
        await _connection.AnswersAsync(invite, 180);
        await call.RingingAsync().Soon();
        var hangingUp = call.HangUpAsync();
        var cancel = await _connection.ReceivesAsync("CANCEL sip:bob@example.org SIP/2.0");

        await _connection.AnswersAsync(invite, 200, Answer, Audio);
        await _connection.AnswersAsync(cancel, 200);

        await _connection.ReceivesAsync("ACK sip:bob@192.0.2.1:5070 SIP/2.0");
        await _connection.AnswersAsync(await _connection.ReceivesAsync("BYE sip:bob@192.0.2.1:5070 SIP/2.0"), 200);
        await hangingUp.Soon();
    }

    [Fact]
    public async Task Answer_without_audio_is_no_call()
    {
        await using var call = await _phone.CallAsync("bob");
        var answered = call.AnsweredAsync();
        await _connection.AnswersAsync(
            await _connection.ReceivesAsync(Invite), 200, Answer, Audio.Replace("m=audio 9", "m=audio 0", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<SoftphoneException>(() => answered.Soon());

        Assert.StartsWith("200 OK describes no audio in PCMU", refused.Message);
    }

    [Fact]
    public async Task Nobody_waits_for_ever()
    {
        await using var call = await _phone.CallAsync("bob");
        await _connection.ReceivesAsync(Invite);
        var answered = call.AnsweredAsync();

        _server.Clock.Advance(TimeSpan.FromSeconds(10));

        var late = await Assert.ThrowsAsync<SoftphoneException>(() => answered.Soon());
        Assert.Equal("alice's phone waited 10 s for an answer to the call to bob in vain", late.Message);
    }

    [Fact]
    public async Task Refused_bye_is_told()
    {
        await using var call = await AnsweredAsync();
        await _connection.ReceivesAsync("ACK *");
        var hangingUp = call.HangUpAsync();
        await _connection.AnswersAsync(await _connection.ReceivesAsync("BYE *"), 481);

        var refused = await Assert.ThrowsAsync<SoftphoneException>(() => hangingUp.Soon());

        Assert.Equal("BYE was answered with 481 Call/Transaction Does Not Exist", refused.Message);
    }

    private async Task<OutgoingCall> AnsweredAsync()
    {
        var call = await _phone.CallAsync("bob");
        await _connection.AnswersAsync(await _connection.ReceivesAsync(Invite), 200, Answer, Audio);
        await call.AnsweredAsync().Soon();
        return call;
    }

    private static string Encoding(SipMessage message) => System.Text.Encoding.UTF8.GetString(message.Bytes.Span);
}
