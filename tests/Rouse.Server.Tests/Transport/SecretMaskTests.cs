using System.Text;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>What <c>--log debug</c> shows may be sent to a stranger.</summary>
public sealed class SecretMaskTests
{
    const string Start = "INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\n";

    [Theory]
    [InlineData("Authorization: Digest username=\"alice\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"SECRET\"")]
    [InlineData("Authorization: Digest username=\"alice\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response = \"SECRET\"")]
    [InlineData("Proxy-Authorization: Digest username=\"alice\",\r\n response=\r\n \"SECRET\"")]
    [InlineData("Authorization: Basic SECRET")]
    [InlineData("Contact: <sip:bob@192.0.2.7;pn-provider=fcm;pn-prid=SECRET>")]
    [InlineData("Contact: <sip:bob@192.0.2.7; pn-prid = SECRET >")]
    [InlineData("m: <sip:bob@192.0.2.7;PN-TOK=\"SECRET\">")]
    [InlineData("Contact: <sip:bob@192.0.2.7;%70n-prid=SECRET>")]
    [InlineData("Contact: <sip:bob:SECRET@192.0.2.7>")]
    public void Header_shows_no_secret(string header)
    {
        var text = Show(Start + header + "\r\nContent-Length: 0\r\n\r\n");

        Assert.DoesNotContain("SECRET", text, StringComparison.Ordinal);
        Assert.Contains("INVITE sip:bob@example.org", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_show_whose_they_are()
    {
        var text = Show(
            Start + "Authorization: Digest username=\"alice\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"SECRET\"\r\n\r\n");

        Assert.Contains("username=\"alice\", realm=\"r\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET")]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80  inline:SECRET")]
    [InlineData("A=CRYPTO:1\tAES_CM_128_HMAC_SHA1_80\tinline:SECRET")]
    [InlineData("k=base64:SECRET")]
    [InlineData("a=key-mgmt:mikey SECRET")]
    [InlineData("a=ice-pwd:SECRET")]
    public void Sdp_shows_no_key_but_the_rest(string line)
    {
        foreach (var end in (string[])["\r\n", "\n"])
        {
            var text = Show((Start + $"Content-Type: application/sdp\r\n\r\nv=0\r\n{line}\r\nm=audio 6000 RTP/AVP 0\r\n")
                .Replace("\r\n", end, StringComparison.Ordinal));

            Assert.DoesNotContain("SECRET", text, StringComparison.Ordinal);
            Assert.Contains("m=audio 6000", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("MESSAGE", "text/plain", "\r\n")]
    [InlineData("MESSAGE", "text/plain", "\n")]
    [InlineData("INFO", "application/dtmf-relay", "\r\n")]
    [InlineData("PUBLISH", "multipart/mixed;boundary=x", "\r\n")]
    public void Body_of_another_kind_is_not_shown(string method, string type, string end)
    {
        var wire = Start.Replace("INVITE", method, StringComparison.Ordinal) + $"Content-Type: {type}\r\n\r\nSECRET";

        Assert.DoesNotContain("SECRET", Show(wire.Replace("\r\n", end, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Operator_may_see_everything()
    {
        var wire = Start + "Authorization: Basic SECRET\r\n\r\n";

        Assert.Equal(wire, SecretMask.Show(Encoding.UTF8.GetBytes(wire), withSecrets: true));
    }

    static string Show(string wire) => SecretMask.Show(Encoding.UTF8.GetBytes(wire), withSecrets: false);
}
