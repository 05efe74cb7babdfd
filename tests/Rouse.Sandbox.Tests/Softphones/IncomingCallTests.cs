using Rouse.Protocol.Sip;
using Rouse.Sandbox.Softphones;
using static Rouse.Sandbox.Tests.Softphones.ScriptedConnection;

namespace Rouse.Sandbox.Tests.Softphones;

public sealed class IncomingCallTests : IAsyncLifetime
{
    private static readonly string Audio =
        "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0 8\n".ReplaceLineEndings("\r\n");

    private readonly ScriptedServer _server = new();
    private Softphone _phone = null!;
    private ScriptedConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = _server.Phone();
        _connection = await _server.RegistersAsync(_phone);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Call_rings_is_answered_and_hung_up()
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();
        await call.RingAsync().Soon();
        var ringing = await _connection.ReceivesAsync("SIP/2.0 180 Ringing");
        var answering = call.AnswerAsync();
        var answer = await _connection.ReceivesAsync("SIP/2.0 200 OK");

        Assert.Equal(("call-1", "<sip:bob@example.org>;tag=b"), (call.CallId, call.From));
        Assert.Equal(Value(ringing, HeaderName.To), Value(answer, HeaderName.To));
        Assert.Equal(["<sip:near.example.org;lr>", "<sip:far.example.org;lr>"], Values(answer, HeaderName.RecordRoute));
        Assert.Contains($"\r\nm=audio {call.Audio.Local.Port} RTP/AVP 0\r\n", Body(answer));
        await SendsAsync("ACK", TagOf(answer));
        await answering.Soon();

        var hangingUp = call.HangUpAsync();
        var bye = await _connection.ReceivesAsync("BYE sip:bob@192.0.2.1 SIP/2.0");
        Assert.Equal(["<sip:near.example.org;lr>", "<sip:far.example.org;lr>"], Values(bye, HeaderName.Route));
        Assert.Equal("1 BYE", Value(bye, HeaderName.CSeq));
        await _connection.AnswersAsync(bye, 200);
        await hangingUp.Soon();
    }

    [Fact]
    public async Task Success_is_repeated_until_it_is_acknowledged()
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();
        var answering = call.AnswerAsync();
        var answer = await _connection.ReceivesAsync("SIP/2.0 200 OK");
        foreach (var seconds in (double[])[0.5, 1, 2, 4])
        {
            await BeginsToWaitAsync(TimeSpan.FromSeconds(seconds));
            _server.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await _connection.ReceivesAsync("SIP/2.0 200 OK");
        }
        Assert.False(answering.IsCompleted);

        await SendsAsync("ACK", TagOf(answer));

        await answering.Soon();
    }

    [Fact]
    public async Task Answer_without_ACK_fails()
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();
        var answering = call.AnswerAsync();
        await BeginsToWaitAsync(TimeSpan.FromSeconds(0.5));

        _server.Clock.Advance(TimeSpan.FromSeconds(10));

        var late = await Assert.ThrowsAsync<SoftphoneException>(() => answering.Soon());
        Assert.Equal("alice's phone waited 10 s for ACK in vain", late.Message);
    }

    [Fact]
    public async Task Caller_cancels()
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();
        await SendsAsync("CANCEL");

        Assert.Equal("1 CANCEL", Value(await _connection.ReceivesAsync("SIP/2.0 200 OK"), HeaderName.CSeq));
        Assert.Equal("1 INVITE", Value(await _connection.ReceivesAsync("SIP/2.0 487 Request Terminated"), HeaderName.CSeq));
        Assert.Equal(CallEnd.Cancelled, await call.EndedAsync().Soon());
        var over = await Assert.ThrowsAsync<SoftphoneException>(() => call.AnswerAsync().Soon());
        Assert.Equal("the call was over before it was answered: Cancelled", over.Message);
    }

    [Fact]
    public async Task Caller_hangs_up()
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();
        var answering = call.AnswerAsync();
        var answer = await _connection.ReceivesAsync("SIP/2.0 200 OK");
        await SendsAsync("ACK", TagOf(answer));
        await answering.Soon();
        await SendsAsync("BYE", TagOf(answer), cseq: 2);

        await _connection.ReceivesAsync("SIP/2.0 200 OK");
        Assert.Equal(CallEnd.HungUpByOther, await call.EndedAsync().Soon());
    }

    [Fact]
    public async Task User_declines()
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();
        await call.HangUpAsync().Soon();

        await _connection.ReceivesAsync("SIP/2.0 486 Busy Here");
        Assert.Equal(CallEnd.Refused, await call.EndedAsync().Soon());
    }

    [Theory]
    [InlineData("BYE", "stranger", "481 Call/Transaction Does Not Exist")]
    [InlineData("BYE", "", "481 Call/Transaction Does Not Exist")]
    [InlineData("INVITE", "stranger", "481 Call/Transaction Does Not Exist")]
    [InlineData("INVITE", "", "482 Loop Detected")]
    [InlineData("OPTIONS", "", "200 OK")]
    [InlineData("INFO", "", "405 Method Not Allowed")]
    public async Task Other_requests_leave_the_call_as_it_is(string method, string toTag, string answer)
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();

        await SendsAsync(method, toTag, branch: "other", body: Audio);

        await _connection.ReceivesAsync("SIP/2.0 " + answer);
        Assert.False(call.Ended.IsCompleted);
    }

    [Fact]
    public async Task Cancel_of_another_branch_cancels_nothing()
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();

        await SendsAsync("CANCEL", branch: "other");

        await _connection.ReceivesAsync("SIP/2.0 481 Call/Transaction Does Not Exist");
        Assert.False(call.Ended.IsCompleted);
    }

    [Fact]
    public async Task Change_of_the_session_is_refused()
    {
        await SendsAsync("INVITE", body: Audio);
        await using var call = await _phone.NextCallAsync().Soon();
        await call.RingAsync().Soon();
        var ringing = await _connection.ReceivesAsync("SIP/2.0 180 Ringing");

        await SendsAsync("INVITE", TagOf(ringing), branch: "other", cseq: 2, body: Audio);

        await _connection.ReceivesAsync("SIP/2.0 488 Not Acceptable Here");
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 8\r\n")]
    public async Task Offer_without_PCMU_is_refused(string body)
    {
        await SendsAsync("INVITE", body: body);

        await _connection.ReceivesAsync("SIP/2.0 488 Not Acceptable Here");
    }

    [Fact]
    public async Task Nobody_waits_for_ever()
    {
        var waiting = _phone.NextCallAsync();

        _server.Clock.Advance(TimeSpan.FromSeconds(10));

        var late = await Assert.ThrowsAsync<SoftphoneException>(() => waiting.Soon());
        Assert.Equal("alice's phone waited 10 s for a call in vain", late.Message);
    }

    [Fact]
    public async Task Who_gave_up_waiting_takes_no_later_call()
    {
        var waiting = _phone.NextCallAsync();
        _server.Clock.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<SoftphoneException>(() => waiting.Soon());

        await SendsAsync("INVITE", body: Audio);

        await using var call = await _phone.NextCallAsync().Soon();
        Assert.Equal("call-1", call.CallId);
    }

    private async Task BeginsToWaitAsync(TimeSpan time)
    {
        while (await _server.Clock.WaitAsync().Soon() != time)
        {
        }
    }

    private Task SendsAsync(string method, string toTag = "", string branch = "b1", int cseq = 1, string body = "") =>
        _connection.SendsAsync(
        $"""
        {method} sip:alice@127.0.0.1 SIP/2.0
        Via: SIP/2.0/TCP proxy.example.org;branch=z9hG4bK{branch}
        Record-Route: <sip:near.example.org;lr>
        Record-Route: <sip:far.example.org;lr>
        Max-Forwards: 70
        From: <sip:bob@example.org>;tag=b
        To: <sip:alice@example.org>{(toTag.Length == 0 ? "" : ";tag=" + toTag)}
        Call-ID: call-1
        CSeq: {cseq} {method}
        Contact: <sip:bob@192.0.2.1>
        Content-Type: application/sdp
        """,
        body);

    private static string TagOf(SipMessage answer) => System.Text.Encoding.ASCII.GetString(answer.ToTag);
}
