using System.Text.RegularExpressions;
using Rouse.Protocol.Sip;
using Rouse.Server.Tests.Location;

namespace Rouse.Server.Tests.Registrar;

/// <summary>RFC 5627 §5: which GRUUs a 200 to a REGISTER tells, and how long temporary ones lead to the phone.</summary>
public sealed partial class GruuRegistrationTests
{
    const string Urn = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    const string Phone = "Contact: <sip:bob@192.0.2.7>;+sip.instance=\"<" + Urn + ">\"";
    const string Supported = "Supported: gruu";

    readonly RegistrarScene _scene = new();

    static string Temporary(FakeRequest request) =>
        TemporaryGruu().Match(Assert.Single(request.Values(HeaderName.Contact))).Groups[1].Value;

    [Fact]
    public void Phone_that_asks_is_told_both()
    {
        var contact = Assert.Single(_scene.Registers(Phone, Supported).Values(HeaderName.Contact));

        Assert.StartsWith($"{Phone["Contact: ".Length..]};expires=3600;pub-gruu=\"sip:bob@example.org;gr={Urn}\";temp-gruu=\"", contact);
        Assert.Matches("temp-gruu=\"sip:tgruu\\.[A-Za-z0-9_-]{38}@example\\.org;gr\"$", contact);
    }

    [Theory]
    [InlineData(Phone, "Supported: outbound")]
    [InlineData("Contact: <sip:bob@192.0.2.7>", Supported)]
    public void Others_are_told_none(string contact, string supported) =>
        Assert.DoesNotContain("gruu", Assert.Single(_scene.Registers(contact, supported).Values(HeaderName.Contact)));

    [Fact]
    public void Nobody_is_told_any_where_they_are_switched_off()
    {
        _scene.Options = new() { Gruu = false };

        Assert.DoesNotContain("gruu", Assert.Single(_scene.Registers(Phone, Supported).Values(HeaderName.Contact)));
    }

    [Fact]
    public void What_the_phone_says_of_its_GRUUs_is_ignored()
    {
        var request = _scene.Registers($"{Phone};pub-gruu=\"sip:mallory@example.org;gr=x\";temp-gruu=\"sip:x@y;gr\"");

        Assert.Equal([$"{Phone["Contact: ".Length..]};expires=3600"], request.Values(HeaderName.Contact));
    }

    [Fact]
    public void What_may_not_stand_in_a_URI_is_escaped()
    {
        var text = _scene.Register(
            "bob", "To: <sip:b%20o%5eb@example.org>", "Contact: <sip:b@192.0.2.7>;+sip.instance=\"<urn:x:a;b=c d>\"", Supported);

        Assert.Contains(
            "pub-gruu=\"sip:b%20o%5Eb@example.org;gr=urn:x:a%3Bb%3Dc%20d\"", Assert.Single(_scene.Sends(text).Values(HeaderName.Contact)));
    }

    [Fact]
    public void Each_temporary_one_is_new_and_leads_to_the_phone()
    {
        var first = Temporary(_scene.Registers(Phone, Supported));
        var second = Temporary(_scene.Registers(Phone, Supported));

        Assert.NotEqual(first, second);
        Assert.All([first, second], gruu => Assert.True(_scene.Resolves(gruu, Urn)));
    }

    [Fact]
    public void Temporary_ones_count_on_while_the_registration_lives()
    {
        var first = Temporary(_scene.Registers(Phone, Supported));
        for (var i = 0; i < 3; i++)
        {
            _scene.Clock.Advance(TimeSpan.FromSeconds(3599));
            _scene.Registers(Phone);
        }

        Assert.True(_scene.Resolves(first, Urn));
    }

    [Fact]
    public void They_end_with_the_registration()
    {
        var gruu = Temporary(_scene.Registers(Phone, Supported, "Expires: 600"));
        _scene.Clock.Advance(TimeSpan.FromSeconds(600) - TimeSpan.FromTicks(1));
        Assert.True(_scene.Resolves(gruu, Urn));
        _scene.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(_scene.Resolves(gruu, Urn));
        _scene.Registers(Phone, Supported);

        Assert.False(_scene.Resolves(gruu, Urn));
    }

    [Fact]
    public void They_end_with_a_logout()
    {
        var gruu = Temporary(_scene.Registers(Phone, Supported));
        _scene.Registers(Phone + ";expires=0", Supported);
        _scene.Registers(Phone, Supported);

        Assert.False(_scene.Resolves(gruu, Urn));
    }

    // RFC 5627 §5.1: another Call-ID is a phone that was started again.
    [Fact]
    public void They_end_when_the_phone_begins_anew()
    {
        var before = Temporary(_scene.Registers(Phone, Supported));
        var after = Temporary(_scene.Registers(Phone, Supported, "Call-ID: other"));

        Assert.False(_scene.Resolves(before, Urn));
        Assert.True(_scene.Resolves(after, Urn));
    }

    [Fact]
    public void Flows_of_one_phone_have_temporary_ones_of_their_own()
    {
        var first = Temporary(_scene.Registers(Phone + ";reg-id=1", Supported));
        _scene.Flow = FakeFlow.Tcp("192.0.2.8:4445");
        _scene.Registers(Phone + ";reg-id=2", Supported, "Call-ID: other");

        Assert.True(_scene.Resolves(first, Urn));
    }

    [Theory]
    [InlineData("sip:bob@example.org;gr")]
    [InlineData("sip:tgruu.@example.org;gr")]
    [InlineData("sip:tgruu.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@example.org;gr")]
    [InlineData("sip:tgruu.AAAA@example.org;gr")]
    [InlineData("sip:bob@elsewhere.org;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    [InlineData("sip:bob@example.org")]
    public void Anything_else_leads_nowhere(string uri)
    {
        _scene.Registers(Phone, Supported);

        Assert.False(_scene.Resolves(uri, Urn));
    }

    [Fact]
    public void One_character_more_or_less_or_other_leads_nowhere()
    {
        var gruu = Temporary(_scene.Registers(Phone, Supported));
        var at = gruu.IndexOf('@', StringComparison.Ordinal);

        Assert.All(
            // The last one has bits to spare.
            Enumerable.Range("sip:tgruu.".Length, 37),
            i => Assert.False(_scene.Resolves(gruu[..i] + (gruu[i] == 'A' ? 'B' : 'A') + gruu[(i + 1)..], Urn)));
        Assert.False(_scene.Resolves(gruu[..(at - 1)] + gruu[at..], Urn));
        Assert.False(_scene.Resolves(gruu[..at] + "A" + gruu[at..], Urn));
        Assert.False(_scene.Resolves(gruu.Replace("@example.org", "@test.local", StringComparison.Ordinal), Urn));
    }

    [Theory]
    [InlineData("sip:bob@example.org")]
    [InlineData("sip:bob@example.org;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    public void Contact_that_leads_back_is_refused(string contact)
    {
        var request = _scene.Registers($"Contact: <{contact}>;+sip.instance=\"<{Urn}>\"", Supported);

        Assert.Equal("403 Contact Leads Back To Its User", request.Answered!.ToString());
    }

    [Fact]
    public void A_temporary_GRUU_is_no_contact_either()
    {
        var gruu = Temporary(_scene.Registers(Phone, Supported));
        var request = _scene.Registers($"Contact: <{gruu}>;+sip.instance=\"<urn:x:other>\"", Supported, "Call-ID: other");

        Assert.Equal(403, request.Answered!.Status);
        Assert.Equal(200, _scene.Registers($"Contact: <sip:bob@example.org>;+sip.instance=\"<{Urn}>\";expires=0").Answered!.Status);
    }

    [GeneratedRegex("temp-gruu=\"([^\"]+)\"")]
    private static partial Regex TemporaryGruu();
}
