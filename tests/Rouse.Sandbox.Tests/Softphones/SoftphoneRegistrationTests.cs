using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Sandbox.Softphones;
using static Rouse.Sandbox.Tests.Softphones.ScriptedConnection;

namespace Rouse.Sandbox.Tests.Softphones;

public sealed class SoftphoneRegistrationTests : IDisposable
{
    private const string Register = "REGISTER sip:example.org SIP/2.0";

    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Contact_says_how_the_phone_is_woken_and_which_phone_it_is()
    {
        await using var phone = _server.Phone("pn-provider=fcm;pn-param=p;pn-prid=t");
        var registering = phone.RegisterAsync();
        var connection = await _server.AcceptAsync();

        var register = await connection.ReceivesAsync(Register);

        var contact = Value(register, HeaderName.Contact);
        Assert.Matches(
            "^<sip:alice@127\\.0\\.0\\.1:\\d+;transport=tcp;pn-provider=fcm;pn-param=p;pn-prid=t>;"
            + "\\+sip\\.instance=\"<urn:uuid:[-0-9a-f]{36}>\"$",
            contact);
        Assert.Equal("3600", Value(register, HeaderName.Expires));
        await connection.AnswersAsync(register, 200);
        await registering.Soon();
        Assert.True(phone.IsAwake);
    }

    [Fact]
    public async Task Challenge_is_answered_by_a_request_of_its_own()
    {
        await using var phone = _server.Phone();
        var registering = phone.RegisterAsync();
        var connection = await _server.AcceptAsync();
        var first = await connection.ReceivesAsync(Register);
        await connection.AnswersAsync(first, 401, "WWW-Authenticate: Digest realm=\"example.org\", nonce=\"n\", qop=\"auth\"");

        var second = await connection.ReceivesAsync(Register);

        Assert.True(DigestCredentials.TryParse(second.Headers.First(HeaderName.Authorization).Span, out var credentials));
        var ha1 = DigestResponse.Ha1("alice", "example.org", "secret", DigestAlgorithm.Md5);
        Assert.True(DigestResponse.Matches(ha1, credentials, "REGISTER"u8, DigestAlgorithm.Md5));
        Assert.Equal(("1 REGISTER", "2 REGISTER"), (Value(first, HeaderName.CSeq), Value(second, HeaderName.CSeq)));
        Assert.Equal(Value(first, HeaderName.CallId), Value(second, HeaderName.CallId));
        Assert.NotEqual(Value(first, HeaderName.Via), Value(second, HeaderName.Via));
        await connection.AnswersAsync(second, 200);
        await registering.Soon();
    }

    [Fact]
    public async Task First_challenge_that_can_be_answered_is()
    {
        await using var phone = _server.Phone();
        var registering = phone.RegisterAsync();
        var connection = await _server.AcceptAsync();
        await connection.AnswersAsync(
            await connection.ReceivesAsync(Register), 407,
            """
            Proxy-Authenticate: Digest realm="r", nonce="n", algorithm=SHA-512-256, qop="auth"
            Proxy-Authenticate: Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"
            Proxy-Authenticate: Digest realm="r", nonce="n", algorithm=MD5, qop="auth"
            """);

        var second = await connection.ReceivesAsync(Register);

        Assert.True(DigestCredentials.TryParse(second.Headers.First(HeaderName.ProxyAuthorization).Span, out var credentials));
        Assert.Equal(DigestAlgorithm.Sha256, credentials.Algorithm);
        await connection.AnswersAsync(second, 200);
        await registering.Soon();
    }

    [Fact]
    public async Task Server_that_is_never_content_is_asked_three_times()
    {
        await using var phone = _server.Phone();
        var registering = phone.RegisterAsync();
        var connection = await _server.AcceptAsync();
        for (var i = 0; i < 3; i++)
        {
            await connection.AnswersAsync(
                await connection.ReceivesAsync(Register), 401, $"WWW-Authenticate: Digest realm=\"r\", nonce=\"n{i}\", stale=true");
        }

        var refused = await Assert.ThrowsAsync<SoftphoneException>(() => registering.Soon());

        Assert.Equal("REGISTER of alice was answered with 401 Unauthorized", refused.Message);
    }

    [Fact]
    public async Task Phone_wakes_as_the_same_phone_on_another_connection()
    {
        await using var phone = _server.Phone();
        var registering = phone.RegisterAsync();
        var before = await _server.AcceptAsync();
        var first = await before.ReceivesAsync(Register);
        await before.AnswersAsync(first, 200);
        await registering.Soon();

        await phone.FallAsleepAsync().Soon();
        await before.ClosesAsync();
        Assert.False(phone.IsAwake);
        registering = phone.RegisterAsync();
        var after = await _server.AcceptAsync();
        var second = await after.ReceivesAsync(Register);

        Assert.Equal(InstanceOf(first), InstanceOf(second));
        Assert.Equal(Value(first, HeaderName.CallId), Value(second, HeaderName.CallId));
        Assert.Equal("2 REGISTER", Value(second, HeaderName.CSeq));
        await after.AnswersAsync(second, 200);
        await registering.Soon();
    }

    [Fact]
    public async Task Registration_is_removed_with_expires_zero()
    {
        await using var phone = _server.Phone();
        var connection = await _server.RegistersAsync(phone);

        var removing = phone.UnregisterAsync();
        var register = await connection.ReceivesAsync(Register);

        Assert.Equal("0", Value(register, HeaderName.Expires));
        await connection.AnswersAsync(register, 200);
        await removing.Soon();
    }

    [Fact]
    public async Task Wait_for_an_answer_has_an_end()
    {
        await using var phone = _server.Phone();
        var registering = phone.RegisterAsync();
        var connection = await _server.AcceptAsync();
        await connection.ReceivesAsync(Register);
        await _server.Clock.WaitAsync().Soon();
        await _server.Clock.WaitAsync().Soon();

        _server.Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(registering.IsCompleted);
        _server.Clock.Advance(TimeSpan.FromTicks(1));

        var late = await Assert.ThrowsAsync<SoftphoneException>(() => registering.Soon());
        Assert.Equal("alice's phone waited 10 s for an answer to REGISTER sip:example.org in vain", late.Message);
    }

    [Fact]
    public async Task Lost_connection_ends_the_wait()
    {
        await using var phone = _server.Phone();
        var registering = phone.RegisterAsync();
        var connection = await _server.AcceptAsync();
        await connection.ReceivesAsync(Register);
        connection.Dispose();

        var lost = await Assert.ThrowsAsync<SoftphoneException>(() => registering.Soon());

        Assert.Equal("the connection was closed before REGISTER sip:example.org was answered", lost.Message);
    }

    [Fact]
    public async Task Server_that_is_not_there_is_named()
    {
        await using var phone = _server.Phone();
        _server.Dispose();

        var lost = await Assert.ThrowsAsync<SoftphoneException>(() => phone.RegisterAsync().Soon());

        Assert.StartsWith($"alice's phone cannot connect to {_server.At}", lost.Message);
    }

    [Fact]
    public async Task Phone_that_sleeps_sends_nothing()
    {
        await using var phone = _server.Phone();

        var asleep = await Assert.ThrowsAsync<SoftphoneException>(() => phone.SendMessageAsync("bob", "hello"));

        Assert.Equal("alice's phone has no connection", asleep.Message);
    }

    [Fact]
    public async Task Ping_is_answered()
    {
        await using var phone = _server.Phone();
        var connection = await _server.RegistersAsync(phone);

        await connection.SendsRawAsync("\r\n\r\n");

        await connection.ReceivesBytesAsync("\r\n");
    }

    [Fact]
    public async Task What_is_not_SIP_ends_the_connection()
    {
        await using var phone = _server.Phone();
        var connection = await _server.RegistersAsync(phone);

        await connection.SendsRawAsync("HTTP/1.1 400 Bad Request\r\n\r\n");

        await connection.ClosesAsync();
    }

    [Fact]
    public async Task Message_that_comes_byte_by_byte_is_read()
    {
        await using var phone = _server.Phone();
        var connection = await _server.RegistersAsync(phone);
        var message = "MESSAGE sip:alice@a SIP/2.0\r\nVia: SIP/2.0/TCP b;branch=z9hG4bKm\r\nMax-Forwards: 70\r\nFrom: <sip:bob@b>;tag=b\r\n"
            + "To: <sip:alice@a>\r\nCall-ID: m\r\nCSeq: 1 MESSAGE\r\nContent-Length: 6000\r\n\r\n" + new string('x', 6000);

        foreach (var part in message.Chunk(997))
            await connection.SendsRawAsync(new string(part));

        Assert.Equal(6000, (await phone.NextMessageAsync().Soon()).Text.Length);
        await connection.ReceivesAsync("SIP/2.0 200 OK");
    }

    private static string InstanceOf(SipMessage register)
    {
        Assert.True(NameAddress.TryParse(register.Headers.First(HeaderName.Contact), out var contact));
        Assert.True(contact.Parameters.TryGet("+sip.instance"u8, out var instance));
        return Encoding.ASCII.GetString(instance.Span);
    }
}
