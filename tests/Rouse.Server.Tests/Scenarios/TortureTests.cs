using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Every message of RFC 4475 and RFC 5118 against the whole server.</summary>
public sealed class TortureTests
{
    public static TheoryData<string> Names => [.. TortureCase.All.Keys];

    public static TheoryData<string> Responses =>
        [.. TortureCase.All.Values.Where(c => c is { IsRequest: false, Parse: "accept" }).Select(c => c.Name)];

    [Fact]
    public void Every_message_has_an_outcome() => Assert.Equal(TortureCase.All.Keys.Order(), TortureOutcomes.Datagram.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void An_outcome_is_one_that_the_RFC_allows_or_has_a_reason(string name)
    {
        var torture = TortureCase.All[name];
        var outcome = TortureOutcomes.Datagram[name];
        if (torture.Parse == "either")
            Assert.NotNull(outcome.Reason);
        if (torture.Parse == "reject")
            Assert.NotEqual(TortureOutcome.PassedOn, outcome.Status);
        if (outcome.Reason != null)
            return;
        // A REGISTER for our domain is the registrar's; where the RFC does not name it, any role's answer fits.
        var role = torture.Registrar.Action == "not-addressed" ? torture.Proxy : torture.Registrar;
        if (outcome.Status > 0)
            Assert.Contains(outcome.Status, role.Codes);
        else
            Assert.StartsWith(
                outcome.Status == TortureOutcome.PassedOn ? "forward" : torture.IsRequest ? "reject-or-drop" : "drop", role.Action);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_datagram_has_its_outcome_and_the_next_is_served(string name)
    {
        using var scene = new TortureScene(TortureCase.All[name], SipTransport.Udp);
        scene.Send();
        scene.Gives(TortureOutcomes.Datagram[name].Status);

        scene.ServesTheNext();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_on_a_connection_has_its_outcome_and_the_next_is_served(string name)
    {
        using var scene = new TortureScene(TortureCase.All[name], SipTransport.Tcp);
        var (statuses, isUsable) = TortureOutcomes.Stream.GetValueOrDefault(name, ([TortureOutcomes.Datagram[name].Status], true));
        scene.Send();
        foreach (var status in statuses)
            scene.Gives(status);
        if (isUsable)
        {
            scene.ServesTheNext();
            return;
        }
        // It waits for the rest or is closed; another is served all the same.
        scene.Sender.ReceivesNothing();
        if (statuses.Contains(400))
            Assert.False(scene.Sender.Flow.IsOpen);
        scene.Sender.ChangesNetwork();
        scene.ServesTheNext();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Repeated_it_has_the_same_outcome(string name)
    {
        using var scene = new TortureScene(TortureCase.All[name], SipTransport.Udp);
        scene.Send();
        scene.Send();
        scene.Sender.ForgetsUnread();
        scene.Receiver.ForgetsUnread();

        scene.ServesTheNext();
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_response_to_a_call_of_ours_goes_through_byte_for_byte(string name)
    {
        using var scene = new CallScene();
        scene.Calls();
        Assert.True(SipParser.TryParseDatagram(TortureCase.All[name].Bytes, out var torture, out _));
        var status = ((SipResponse)torture!).Status;
        var phrase = Encoding.UTF8.GetString(((SipResponse)torture).Phrase);
        scene.Bob.AnswersRaw(scene.Invite, status, headers: "Contact: <sip:bob@10.0.0.6>", phrase: phrase);
        if (status == 100)
            scene.NothingElseHappens();
        else
            Assert.Equal(phrase, Encoding.UTF8.GetString(((SipResponse)scene.Alice.Receives("SIP/2.0 200*")).Phrase));
    }

    [Fact]
    public void Contacts_with_escaped_NULs_are_two()
    {
        using var scene = new TortureScene(TortureCase.All["escnull"], SipTransport.Udp);
        scene.Send();

        Assert.Equal(
            ["<sip:%00%00@host5.example.com>", "<sip:%00@host5.example.com>"],
            scene.Sender.Receives("SIP/2.0 200 *").Values(HeaderName.Contact).Select(c => c.Split(";expires")[0]).Order());
    }

    [Theory]
    [InlineData("cparam01", "sip:+19725552222@gw1.example.net;unknownparam;expires=")]
    [InlineData("cparam02", "<sip:+19725552222@gw1.example.net;unknownparam>;expires=")]
    [InlineData("regescrt", "<sip:user@example.com?Route=%3Csip:sip.example.com%3E>;expires=")]
    public void Fetched_contact_is_what_was_registered(string name, string contact)
    {
        using var scene = new TortureScene(TortureCase.All[name], SipTransport.Udp);
        scene.Send();
        var registered = scene.Sender.Receives("SIP/2.0 200 *");
        scene.Sender.SendsRaw("REGISTER", "sip:example.com", to: registered.Value(HeaderName.To).Split(";tag")[0], callId: "fetch");

        Assert.StartsWith(contact, scene.Sender.Receives("SIP/2.0 200 *").Value(HeaderName.Contact));
    }

    [Fact]
    public void Octets_behind_the_Content_Length_of_a_datagram_are_not_acted_on()
    {
        using var scene = new TortureScene(TortureCase.All["dblreq"], SipTransport.Udp);
        var joe = scene.Network.Phone("joe");
        joe.Domain = "example.com";
        joe.Registers();
        scene.Send();
        scene.Sender.Receives("SIP/2.0 200 *");

        scene.Sender.ReceivesNothing();
        joe.ReceivesNothing();
    }

    [Fact]
    public void Unsupported_names_every_option_of_Proxy_Require()
    {
        using var scene = new TortureScene(TortureCase.All["bext01"], SipTransport.Udp);
        scene.Send();

        Assert.Equal(
            "noProxiesSupportThis, norDoAnyProxiesSupportThis",
            string.Join(", ", scene.Sender.Receives("SIP/2.0 420 *").Values(HeaderName.Unsupported)));
    }
}
