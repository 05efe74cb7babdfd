using System.Text;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Tests.Sip.Headers;

public sealed class FeatureCapsTests
{
    [Theory]
    [InlineData("*;+sip.pns=\"apns\"", true)]
    [InlineData("* ; +SIP.PNS = \"fcm\"", true)]
    [InlineData("*;+sip.pns", true)]
    [InlineData("*;+sip.other=\"x\";+sip.pns=\"apns\";+sip.pnsreg=\"130\"", true)]
    [InlineData("*;+sip.other, *;+sip.pns=\"fcm\"", true)]
    [InlineData("*;+sip.pnsreg=\"130\"", false)]
    [InlineData("*;+sip.other=\";+sip.pns=x;\"", false)]
    [InlineData("*;+sip.other=\"a\\\";+sip.pns=x;\"", false)]
    [InlineData("*;+sip.other=\";+sip.pns", false)]
    [InlineData("*;sip.pns=\"apns\"", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void Indication_of_pushes_is_found(string value, bool hasPush) =>
        Assert.Equal(hasPush, FeatureCaps.HasPush(Encoding.ASCII.GetBytes(value)));

    [Theory]
    [InlineData("apns", "*;+sip.pns=\"apns\"")]
    [InlineData("apns.dev", "*;+sip.pns=\"apns.dev\"")]
    [InlineData("", null)]
    [InlineData("a\"b", null)]
    [InlineData("a b", null)]
    public void Indication_of_a_type_begins_with_a_star(string type, string? value) =>
        Assert.Equal(value, FeatureCaps.ForPush(type) is { } written ? Encoding.ASCII.GetString(written) : null);
}
