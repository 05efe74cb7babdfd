using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Location;

public sealed class BindingIdentityTests
{
    static readonly AddressOfRecord Bob = new("bob", "example.org");

    static BindingIdentity Of(string contact)
    {
        Assert.True(NameAddress.TryParse(Encoding.UTF8.GetBytes(contact), out var address));
        Assert.True(address.TryGetUri(out var uri));
        var push = PushParameters.TryParse(uri.Parameters.Text.Span, out var parameters, out _) ? parameters : null;
        return BindingIdentity.Of(address.Parameters, uri, push);
    }

    static string KeyOf(string uri)
    {
        Assert.True(SipUri.TryParse(Encoding.UTF8.GetBytes(uri), out var parsed), uri);
        return ContactUriKey.Of(parsed);
    }

    [Theory]
    [InlineData(";+sip.instance=\"<urn:uuid:AB>\"", "urn:uuid:ab")]
    [InlineData(";+SIP.INSTANCE=\"<urn:uuid:ab>\";reg-id=1", "urn:uuid:ab;reg-id=1")]
    [InlineData(";+sip.instance=\"<urn:uuid:ab>\";reg-id=0", "urn:uuid:ab")]
    [InlineData(";+sip.instance=\"<urn:uuid:ab>\";reg-id=x", "urn:uuid:ab")]
    [InlineData(";+sip.instance=\"urn:uuid:ab\"", "urn:uuid:ab")]
    [InlineData(";+sip.instance=\"<urn:imei:AB>\"", "urn:imei:AB")]
    public void Instance_is_canonical(string parameters, string key) =>
        Assert.Equal(new BindingIdentity(BindingIdentityKind.Instance, key), Of("<sip:bob@192.0.2.7>" + parameters));

    [Theory]
    [InlineData("<sip:bob@h>;reg-id=1")]
    [InlineData("<sip:bob@h>;+sip.instance=\"\"")]
    [InlineData("<sip:bob@h>;+sip.instance=\"<>\"")]
    [InlineData("<sip:bob@h;pn-provider=fcm;pn-param=p>")]
    [InlineData("<sip:bob@h;pn-provider>")]
    public void What_names_no_device_leaves_the_uri(string contact) =>
        Assert.Equal(new BindingIdentity(BindingIdentityKind.Uri, "sip:bob@h"), Of(contact));

    [Theory]
    [InlineData(";+sip.instance=\"<urn:x:a>\";reg-id=1", ";+sip.instance=\"<urn:x:a>\";reg-id=2", true)]
    [InlineData(";+sip.instance=\"<urn:x:a>\"", ";+sip.instance=\"<urn:x:a>\";reg-id=2", true)]
    [InlineData(";+sip.instance=\"<urn:x:a>\"", ";+sip.instance=\"<urn:x:ab>\"", false)]
    [InlineData("", "", false)]
    [InlineData(";+sip.instance=\"<sip:bob@h>\"", "", false)]
    public void Flows_of_one_instance_are_one_device(string one, string other, bool isSame)
    {
        Assert.Equal(isSame, Of("<sip:bob@h>" + one).IsSameDevice(Of("<sip:bob@h>" + other)));
        Assert.Equal(isSame, Of("<sip:bob@h>" + other).IsSameDevice(Of("<sip:bob@h>" + one)));
    }

    [Fact]
    public void Instance_comes_before_the_token_and_the_token_before_the_uri()
    {
        const string Uri = "<sip:bob@h;pn-provider=fcm;pn-param=p;pn-prid=tok>";
        Assert.Equal(BindingIdentityKind.Instance, Of(Uri + ";+sip.instance=\"<urn:uuid:ab>\"").Kind);
        Assert.Equal(new BindingIdentity(BindingIdentityKind.PushToken, "fcm;p;tok"), Of(Uri));
    }

    [Theory]
    [InlineData("sip:%61lice@Example.ORG;Transport=TCP", "sip:alice@example.org;transport=tcp")]
    [InlineData("sip:alice@h;b=1;a=2", "sip:alice@h;a=2;b=1")]
    [InlineData("SIP:alice@h", "sip:alice@h")]
    [InlineData("sips:alice@h", "sip:alice@h")]
    [InlineData("sip:a%3bb@h", "sip:a%3Bb@h")]
    [InlineData("sip:%00@h", "sip:%00@h")]
    [InlineData("sip:alice@[2001:DB8::1]:5070", "sip:alice@2001:db8::1:5070")]
    [InlineData("sip:alice@h;pn-provider=fcm;pn-param=p;app-id=x;ob", "sip:alice@h;ob")]
    public void Uri_is_canonical(string uri, string key) => Assert.Equal(key, KeyOf(uri));

    [Theory]
    [InlineData("sip:alice@h", "sip:Alice@h")]
    [InlineData("sip:alice@h", "sip:alice@h:5060")]
    [InlineData("sip:alice@h", "sip:alice@h;transport=udp")]
    [InlineData("sip:alice@h", "sip:alice@h?Subject=x")]
    [InlineData("sip:a;b@h", "sip:a%3Bb@h")]
    [InlineData("sip:%00@h", "sip:%00%00@h")]
    public void Uris_of_different_contacts_differ(string one, string other) => Assert.NotEqual(KeyOf(one), KeyOf(other));

    [Fact]
    public void Id_is_stable_over_processes()
    {
        // Record-Route tokens and stored rows hold it: another value breaks both.
        Assert.Equal(184_725_595_595_445_927UL, new BindingIdentity(BindingIdentityKind.Instance, "urn:uuid:1").IdAt(Bob));
    }

    [Fact]
    public void Id_depends_on_aor_kind_and_key()
    {
        ulong[] ids =
        [
            new BindingIdentity(BindingIdentityKind.Uri, "k").IdAt(Bob),
            new BindingIdentity(BindingIdentityKind.PushToken, "k").IdAt(Bob),
            new BindingIdentity(BindingIdentityKind.Uri, "l").IdAt(Bob),
            new BindingIdentity(BindingIdentityKind.Uri, "k").IdAt(new("bob", "example.com")),
            new BindingIdentity(BindingIdentityKind.Uri, "k").IdAt(new("bobexample", ".org")),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.DoesNotContain(0UL, ids);
    }

    [Fact]
    public void Id_leads_to_the_stripe_of_its_aor()
    {
        for (var i = 0; i < 1000; i++)
        {
            var aor = new AddressOfRecord($"user{i}", "example.org");
            var id = new BindingIdentity(BindingIdentityKind.Uri, $"k{i}").IdAt(aor);
            Assert.Equal(BindingIdentity.StripeOf(aor), BindingIdentity.StripeOf(id));
        }
    }
}
