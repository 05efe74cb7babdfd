using System.Text.RegularExpressions;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Requests to the GRUU of one device (RFC 5627 §6.1), outside and inside dialogs.</summary>
public sealed partial class GruuTests
{
    static string PublicOf(Phone phone) => $"sip:{phone.User}@example.org;gr={phone.Instance}";

    static string TemporaryOf(SipMessage ok) => Temporary().Match(ok.Value(HeaderName.Contact)).Groups[1].Value;

    static SipMessage Registers(Phone phone, string push = "")
    {
        phone.SendsRegister(push, headers: "Supported: gruu, outbound");
        return phone.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_the_device_that_is_named_gets_the_request(bool isPublic)
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var (desk, mobile) = (network.Phone("bob"), network.Phone("bob"));
        Registers(desk);
        var ok = Registers(mobile);
        var temporary = Temporary().Match(ok.Values(HeaderName.Contact).Single(c => c.Contains(mobile.Instance, StringComparison.Ordinal)));
        alice.Requests("INFO", isPublic ? PublicOf(mobile) : temporary.Groups[1].Value);

        mobile.Answers(mobile.Receives($"INFO {mobile.ContactUri} SIP/2.0"), 200);
        alice.Receives("SIP/2.0 200 *");
        desk.ReceivesNothing();
    }

    [Theory]
    [InlineData("sip:bob@example.org;gr=urn:uuid:11111111-2222-3333-4444-555555555555", 480)]
    [InlineData("sip:nobody@example.org;gr=urn:uuid:11111111-2222-3333-4444-555555555555", 404)]
    [InlineData("sip:bob@example.org;gr", 404)]
    [InlineData("sip:tgruu.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@example.org;gr", 404)]
    public void Nobody_else_is_called_in_its_place(string uri, int status)
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        Registers(bob);
        alice.Requests("INVITE", uri);

        alice.Receives($"SIP/2.0 {status} *");
        bob.ReceivesNothing();
    }

    [Fact]
    public void Case_and_escapes_of_the_instance_do_not_matter()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        Registers(bob);
        alice.Requests("INFO", PublicOf(bob).Replace("urn:uuid:", "URN%3Auuid:", StringComparison.Ordinal));

        bob.Answers(bob.Receives("INFO *"), 200);
        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Sleeping_device_is_woken_and_its_neighbour_does_not_ring()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        Registers(bob, WakeScene.Voip("tok-bob"));
        bob.FallsAsleep();
        alice.Requests("INVITE", PublicOf(bob));
        alice.Receives("SIP/2.0 100 *");
        network.Push.Expects("apns", "tok-bob");
        var desk = network.Phone("bob");
        Registers(desk);
        desk.ReceivesNothing();
        bob.ChangesNetwork();
        Registers(bob, WakeScene.Voip("tok-bob"));

        bob.Answers(bob.Receives($"INVITE {bob.ContactUri} SIP/2.0"), 603);
        bob.Receives("ACK *");
        alice.Receives("SIP/2.0 603 *");
        desk.ReceivesNothing();
    }

    // A Linphone that was told its pub-gruu has it as its Contact.
    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Tls)]
    public void Requests_of_both_sides_of_a_dialog_reach_the_contact_that_is_meant(SipTransport transport)
    {
        using var scene = new CallScene(transport, transport);
        Gruus(scene);
        scene.Calls();
        Assert.Equal($"<{PublicOf(scene.Alice)}>", scene.Invite.Value(HeaderName.Contact));
        scene.Bob.Answers(scene.Invite, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(ok);
        scene.Bob.Receives($"ACK {scene.Bob.ContactUri} SIP/2.0");
        scene.Bob.SendsInDialog("INVITE", scene.Invite, headers: $"Contact: <{PublicOf(scene.Bob)}>");
        scene.Bob.Receives("SIP/2.0 100 *");
        scene.Alice.Answers(scene.Alice.Receives($"INVITE {scene.Alice.ContactUri} SIP/2.0"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Bob.SendsInDialog("ACK", scene.Invite);
        scene.Alice.Receives($"ACK {scene.Alice.ContactUri} SIP/2.0");
        scene.Call.SendsInDialog("BYE", ok);
        scene.Bob.Answers(scene.Bob.Receives($"BYE {scene.Bob.ContactUri} SIP/2.0"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Phone_that_woke_on_another_port_is_found_by_its_GRUU(bool isPublic)
    {
        using var scene = new CallScene();
        var ok = Gruus(scene);
        if (!isPublic)
            scene.Bob.Gruu = TemporaryOf(ok);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        var answer = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(answer);
        scene.Bob.Receives("ACK *");
        scene.Bob.FallsAsleep();
        scene.Bob.ChangesNetwork();
        Registers(scene.Bob);

        // The registration has another Call-ID now: the temporary GRUU has ended, the dialog has not.
        var uri = isPublic ? scene.Bob.ContactUri : scene.Bob.Gruu!;
        scene.Call.SendsInDialog("BYE", answer);
        scene.Bob.Answers(scene.Bob.Receives($"BYE {uri} SIP/2.0"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        Assert.Equal(scene.Bob.Flow.Remote, scene.Bob.ReceivedAt);
    }

    // The token proves the two who talk, not that a third may be called.
    [Fact]
    public void Dialog_leads_to_nobody_else_s_device()
    {
        using var scene = new CallScene();
        Gruus(scene);
        var carol = scene.Network.Phone("carol");
        Registers(carol);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(ok);
        scene.Bob.Receives("ACK *");

        scene.Call.SendsInDialog("BYE", ok, uri: PublicOf(carol));
        scene.Bob.Answers(scene.Bob.Receives($"BYE {PublicOf(carol)} SIP/2.0"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        carol.ReceivesNothing();
    }

    [Fact]
    public void Temporary_GRUU_counts_after_a_crash()
    {
        using var scene = new DurableScene();
        scene.Bob.SendsRegister(headers: "Supported: gruu");
        var gruu = TemporaryOf(scene.Bob.Receives("SIP/2.0 200 *"));
        scene.Network.Advance(2);
        scene.Crashes();
        scene.Bob.Gruu = gruu;

        scene.Alice.Requests("INVITE", gruu);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Bob.ChangesNetwork();
        scene.Bob.SendsRegister(headers: "Supported: gruu");
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Bob.Answers(scene.Bob.Receives("INVITE *"), 603);
        scene.Bob.Receives("ACK *");
        scene.Alice.Receives("SIP/2.0 603 *");
    }

    static SipMessage Gruus(CallScene scene)
    {
        Registers(scene.Alice);
        scene.Alice.Gruu = PublicOf(scene.Alice);
        scene.Bob.Gruu = PublicOf(scene.Bob);
        return Registers(scene.Bob);
    }

    [GeneratedRegex("temp-gruu=\"([^\"]+)\"")]
    private static partial Regex Temporary();
}
