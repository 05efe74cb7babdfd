using System.Text;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Tests.Sip.Headers;

public sealed class PushParametersTests
{
    /// <summary>Expected tokens are written "service token app", with commas between.</summary>
    [Theory]
    [InlineData("apns", "DEF123GHIJ.com.example.app.voip", "00fc13adff78512", "voip 00fc13adff78512 DEF123GHIJ.com.example.app")]
    [InlineData("apns", "T.org.app.voip", "TOK:voip", "voip TOK T.org.app")]
    [InlineData("apns", "T.org.app.remote", "TOK", "remote TOK T.org.app")]
    [InlineData("apns", "T.org.app", "TOK", "remote TOK T.org.app")]
    [InlineData("apns", "T.org.app", "TOK:remote", "remote TOK T.org.app")]
    [InlineData("apns", "T.org.app", "TOK:voip", "voip TOK T.org.app")]
    [InlineData("apns.dev", "T.org.app.voip&remote", "A:voip&B:remote", "voip A T.org.app, remote B T.org.app")]
    [InlineData("apns", "T.org.app.remote&voip", "A:voip&B:remote", "remote B T.org.app, voip A T.org.app")]
    [InlineData("apns", "T.org.app.voip&remote", "A&B", "voip A T.org.app, remote B T.org.app")]
    [InlineData("apns", "T.org.app.voip&remote", "A&B:voip", "voip B T.org.app, remote A T.org.app")]
    [InlineData("APNS", "T.org.app.VoIP", "TOK:VOIP", "voip TOK T.org.app")]
    [InlineData("fcm", "123456789012", "dQw4:APA91b", " dQw4:APA91b 123456789012")]
    [InlineData("fcm", "project", "TOKEN:voip", " TOKEN:voip project")]
    [InlineData("fcm", "project", "A&B", " A&B project")]
    [InlineData("webpush", "", "https%3A%2F%2Fpush.example.org%2Fs%3Fa%3D1", " https://push.example.org/s?a=1 ")]
    [InlineData("http", "app", "tok", " tok app")]
    public void Tokens_are_found_with_their_services(string provider, string param, string prid, string expected)
    {
        var parameters = Parse($";pn-provider={provider};pn-param={param};pn-prid={prid}");

        Assert.Equal(expected, Text(parameters.Tokens));
        Assert.Null(parameters.Defect);
        Assert.Equal(provider.ToLowerInvariant(), parameters.Provider);
    }

    [Theory]
    [InlineData("T.b.app.voip&remote", "A:voip&B:remote", "A", "B")]
    [InlineData("T.b.app.remote&voip", "A:remote&B:voip", "B", "A")]
    [InlineData("T.b.app.voip", "A", "A", null)]
    [InlineData("T.b.app.remote", "A", "A", "A")]
    [InlineData("T.b.app", "A", "A", "A")]
    public void Call_takes_the_VoIP_token_and_a_message_never_does(string param, string prid, string? call, string? message)
    {
        var parameters = Parse($";pn-provider=apns;pn-param={param};pn-prid={prid}");

        Assert.Equal(call, parameters.ForCall?.Token);
        Assert.Equal(message, parameters.ForMessage?.Token);
    }

    [Fact]
    public void Only_token_of_FCM_serves_calls_and_messages()
    {
        var parameters = Parse(";pn-provider=fcm;pn-param=p;pn-prid=t");

        Assert.Equal("t", parameters.ForCall?.Token);
        Assert.Equal("t", parameters.ForMessage?.Token);
    }

    [Theory]
    [InlineData("pn-type=apple;app-id=org.app.voip.prod;pn-tok=A", "apns", "org.app.voip", "voip A org.app")]
    [InlineData("pn-type=apple;app-id=org.app.dev;pn-tok=A", "apns.dev", "org.app", "remote A org.app")]
    [InlineData("pn-type=apple;app-id=org.app;pn-tok=A", "apns", "org.app", "remote A org.app")]
    [InlineData("pn-type=firebase;app-id=123;pn-tok=x:y", "fcm", "123", " x:y 123")]
    [InlineData("pn-type=android;app-id=123;pn-tok=x", "fcm", "123", " x 123")]
    [InlineData("pn-type=Google;app-id=123;pn-tok=x", "fcm", "123", " x 123")]
    [InlineData("pn-type=wp10;app-id=123;pn-tok=x", "wp10", "123", " x 123")]
    public void Older_form_is_read(string parameters, string provider, string param, string tokens)
    {
        var read = Parse(";" + parameters);

        Assert.Equal(provider, read.Provider);
        Assert.Equal(param, read.Param);
        Assert.Equal(tokens, Text(read.Tokens));
        Assert.Null(read.Defect);
    }

    [Fact]
    public void Older_form_gives_way_to_RFC_8599()
    {
        var parameters = Parse(";pn-type=apple;app-id=old;pn-tok=old;pn-provider=fcm;pn-param=new;pn-prid=t");

        Assert.Equal(" t new", Text(parameters.Tokens));
    }

    [Theory]
    [InlineData("pn-provider=apns;pn-param=T.b.app.voip&remote;pn-prid=A", "pn-param declares 2 services, pn-prid has 1 token")]
    [InlineData("pn-provider=apns;pn-param=T.b.app.voip;pn-prid=A:voip&B:remote", "pn-param declares 1 service, pn-prid has 2 tokens")]
    [InlineData("pn-provider=apns;pn-param=T.b.app;pn-prid=A&B", "pn-param declares 0 services, pn-prid has 2 tokens")]
    [InlineData("pn-provider=apns;pn-param=T.b.app.voip;pn-prid=A:remote", "pn-prid has a remote token that pn-param does not declare")]
    [InlineData("pn-provider=apns;pn-param=T.voip&remote;pn-prid=A:voip&B:voip", "pn-prid has a voip token that pn-param does not declare")]
    [InlineData("pn-provider=apns;pn-param=T.b.voip&remote;pn-prid=A:voip&", "pn-prid has an empty token")]
    [InlineData("pn-provider=apns;pn-param=T.b.voip;pn-prid=:voip", "pn-prid has an empty token")]
    [InlineData("pn-provider=apns;pn-prid=A", "pn-param is missing")]
    [InlineData("pn-provider=fcm;pn-param;pn-prid=A", "pn-param is missing")]
    [InlineData("pn-provider=firebase;pn-param=p;pn-prid=t", "pn-provider=firebase is not supported: it must be fcm (RFC 8599)")]
    [InlineData("pn-provider=android;pn-param=p;pn-prid=t", "pn-provider=android is not supported: it must be fcm (RFC 8599)")]
    [InlineData("pn-provider=apple;pn-param=p;pn-prid=t", "pn-provider=apple is not supported: it must be apns (RFC 8599)")]
    [InlineData("pn-provider=fcm;pn-param=p;pn-prid=a%0d%0ab", "pn-prid has characters that no token has")]
    [InlineData("pn-provider=fcm;pn-param=p%20q;pn-prid=t", "pn-param has characters that no app has")]
    [InlineData("pn-provider=f%00cm;pn-param=p;pn-prid=t", "pn-provider has characters that no provider has")]
    public void What_cannot_be_pushed_says_why(string text, string expected)
    {
        Assert.True(PushParameters.TryParse(Bytes(";" + text), out var parameters, out var defect));

        Assert.Equal(expected, defect);
        Assert.Equal(expected, parameters.Defect);
        Assert.Empty(parameters.Tokens);
        Assert.Null(parameters.ForCall);
        Assert.Null(parameters.ForMessage);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Four_services_are_the_most(int count, bool isPaired)
    {
        var services = string.Join('&', Enumerable.Repeat("voip", count));
        var tokens = string.Join('&', Enumerable.Range(0, count));

        var parameters = Parse($";pn-provider=apns;pn-param=T.b.app.{services};pn-prid={tokens}");

        Assert.Equal(isPaired ? count : 0, parameters.Tokens.Count);
    }

    [Theory]
    [InlineData(";pn-provider=apns", "apns")]
    [InlineData(";pn-provider", "")]
    [InlineData(";pn-provider=fcm;pn-param=p", "fcm")]
    public void Question_for_support_has_no_token_and_no_defect(string text, string provider)
    {
        var parameters = Parse(text);

        Assert.Equal(provider, parameters.Provider);
        Assert.Empty(parameters.Tokens);
        Assert.Null(parameters.Defect);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(";transport=tls;ob", null)]
    [InlineData(";pn-silent=1;pn-timeout=0", null)]
    [InlineData(";app-id=x;pn-tok=y", null)]
    [InlineData(";pn-param=p;pn-prid=t", "pn-param or pn-prid without pn-provider")]
    public void Without_a_provider_there_are_no_push_parameters(string text, string? expected)
    {
        Assert.False(PushParameters.TryParse(Bytes(text), out var parameters, out var defect));

        Assert.Null(parameters);
        Assert.Equal(expected, defect);
    }

    [Theory]
    [InlineData(";PN-Provider=fcm;Pn-Param=p;pN-PRID=t")]
    [InlineData("pn-provider=fcm;pn-param=p;pn-prid=t")]
    [InlineData(";transport=tcp;pn-prid=t;;lr;pn-param=p;pn-provider=fcm;")]
    [InlineData(";pn-provider=fcm;pn-param=p;pn-prid=t;pn-prid=second;pn-provider=apns")]
    [InlineData(";pn-provider=%66cm;pn-param=%70;pn-prid=%74")]
    public void Parameters_are_found_in_any_order_and_case_and_the_first_counts(string text) =>
        Assert.Equal(Parse(";pn-provider=fcm;pn-param=p;pn-prid=t"), Parse(text));

    [Theory]
    [InlineData("a%3Ab", "a:b")]
    [InlineData("a%3ab%", "a:b%")]
    [InlineData("%zz%4", "%zz%4")]
    [InlineData("a=b==", "a=b==")]
    public void Escapes_are_undone_and_broken_ones_left(string prid, string token) =>
        Assert.Equal(token, Parse($";pn-provider=http;pn-prid={prid}").Prid);

    [Fact]
    public void Options_of_Linphone_are_kept_unescaped()
    {
        var parameters = Parse(
            ";pn-prid=t;pn-provider=fcm;pn-param=p;pn-silent=1;pn-timeout=0;PN-MSG-STR=IM_MSG;pn-call-snd=notes%20of.caf;pn-x=y");

        Assert.Equal(
            ["pn-call-snd=notes of.caf", "pn-msg-str=IM_MSG", "pn-silent=1", "pn-timeout=0"],
            parameters.Options.Select(option => $"{option.Key}={option.Value}").Order());
    }

    [Theory]
    [InlineData(";pn-provider=fcm;pn-param=p;pn-prid=t;pn-timeout=0", true)]
    [InlineData(";pn-timeout=0;pn-prid=t;pn-param=p;pn-provider=FCM", true)]
    [InlineData(";pn-provider=fcm;pn-param=p;pn-prid=t;pn-timeout=1", false)]
    [InlineData(";pn-provider=fcm;pn-param=p;pn-prid=t", false)]
    [InlineData(";pn-provider=fcm;pn-param=p;pn-prid=u;pn-timeout=0", false)]
    public void Equal_parameters_are_equal_values(string text, bool isEqual)
    {
        var parameters = Parse(";pn-provider=fcm;pn-param=p;pn-prid=t;pn-timeout=0");

        Assert.Equal(isEqual, parameters.Equals(Parse(text)));
        Assert.True(!isEqual || parameters.GetHashCode() == Parse(text).GetHashCode());
    }

    [Theory]
    [InlineData("apns", "T.b.app.voip&remote", "A:voip&B:remote", true)]
    [InlineData("apns", "T.b.app.remote&voip", "B:remote&A:voip", true)]
    [InlineData("apns", "T.b.app.voip", "A", true)]
    [InlineData("apns", "T.b.app.remote&voip", "B&C", true)]
    [InlineData("apns", "T.b.app.voip", "C", false)]
    [InlineData("apns", "T.b.other.voip", "A", false)]
    [InlineData("apns.dev", "T.b.app.voip", "A", false)]
    [InlineData("apns", "T.b.app.voip", "A&B", false)]
    public void Device_is_known_by_any_of_its_tokens(string provider, string param, string prid, bool isSame)
    {
        var device = Parse(";pn-provider=apns;pn-param=T.b.app.voip&remote;pn-prid=A:voip&B:remote");
        var other = Parse($";pn-provider={provider};pn-param={param};pn-prid={prid}");

        Assert.Equal(isSame, PushParameters.SameDevice(device, other));
        Assert.Equal(isSame, PushParameters.SameDevice(other, device));
    }

    [Theory]
    [InlineData("pn-provider", true)]
    [InlineData("PN-PRID", true)]
    [InlineData("pn-anything", true)]
    [InlineData("pn-", true)]
    [InlineData("App-Id", true)]
    [InlineData("pn", false)]
    [InlineData("app-ids", false)]
    [InlineData("transport", false)]
    [InlineData("", false)]
    public void Push_parameters_are_known_by_name(string name, bool isPush) =>
        Assert.Equal(isPush, PushParameters.IsPushParameter(Bytes(name)));

    [Fact]
    public void Tokens_do_not_show_in_logs()
    {
        var parameters = Parse(";pn-provider=apns;pn-param=T.b.app.voip;pn-prid=SECRET");

        Assert.Equal("apns T.b.app.voip", parameters.ToString());
        Assert.Equal("T.b.app.voip", parameters.ForCall?.ToString());
    }

    [Fact]
    public void Hostile_bytes_never_throw()
    {
        var random = new Random(8599);
        var valid = Bytes(
            ";pn-provider=apns;pn-param=T.b.app.voip&remote;pn-prid=A%3Avoip&B:remote;pn-silent=1;app-id=x.dev;pn-type=apple;pn-tok=t");
        var readable = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = valid.AsSpan(0, random.Next(valid.Length)).ToArray();
            for (var j = random.Next(4); j > 0 && bytes.Length > 0; j--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : ";=&%.:\0"u8[random.Next(7)];
            if (!PushParameters.TryParse(bytes, out var parameters, out _))
                continue;
            readable++;
            Assert.All(parameters.Tokens, token => Assert.NotEmpty(token.Token));
        }
        Assert.InRange(readable, 1_000, 19_999);
    }

    static PushParameters Parse(string text)
    {
        Assert.True(PushParameters.TryParse(Bytes(text), out var parameters, out _));
        return parameters;
    }

    static string Text(IEnumerable<PushToken> tokens) =>
        string.Join(", ", tokens.Select(token => $"{token.Service} {token.Token} {token.App}"));

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
