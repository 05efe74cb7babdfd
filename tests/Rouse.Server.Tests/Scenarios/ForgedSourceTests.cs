using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Datagrams whose source is not the sender's.</summary>
public sealed class ForgedSourceTests
{
    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void REGISTER_with_right_credentials_from_the_port_of_another_user_does_not_log_him_out(SipTransport challenged)
    {
        using var scene = new AuthScene();
        var carol = scene.Phone("carol", SipTransport.Udp);
        carol.Registers();
        var attacker = scene.Phone("alice", challenged);
        attacker.SendsRegister();
        var proof = Proof(attacker.Receives("SIP/2.0 401 *"));
        var forged = scene.Network.PhoneAt(carol, "alice");
        forged.SendsRegister(headers: proof);

        Assert.Contains("stale=true", forged.Receives("SIP/2.0 401 *").Value(HeaderName.WwwAuthenticate), StringComparison.Ordinal);
        Assert.Equal(2, scene.Network.Server.Bindings);
    }

    [Fact]
    public void INVITE_with_right_credentials_from_the_port_of_another_rings_nowhere()
    {
        using var scene = new AuthScene();
        var attacker = scene.Phone("alice", SipTransport.Udp);
        attacker.SendsRegister();
        var challenge = attacker.Receives("SIP/2.0 401 *");
        var victim = scene.Network.PhoneAt(scene.Phone("carol", SipTransport.Udp), "alice");
        victim.Requests("MESSAGE", "sip:bob@example.org", AuthScene.Proof("alice", challenge, "MESSAGE"));

        victim.Receives("SIP/2.0 407 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_whose_port_the_NAT_has_changed_answers_once_more()
    {
        using var scene = new AuthScene();
        var phone = scene.Phone("alice", SipTransport.Udp);
        phone.SendsRegister();
        var proof = Proof(phone.Receives("SIP/2.0 401 *"));
        phone.SendsRegister(headers: proof);
        phone.Receives("SIP/2.0 200 *");
        phone.ChangesNetwork();
        phone.SendsRegister(headers: proof.Replace("nc=00000001", "nc=00000002", StringComparison.Ordinal));
        phone.SendsRegister(headers: Proof(phone.Receives("SIP/2.0 401 *")));

        phone.Receives("SIP/2.0 200 *");
        Assert.Equal(2, scene.Network.Server.Bindings);
    }

    static string Proof(SipMessage challenge) =>
        new Credentials("alice", AuthScene.Password("alice")).Answer(challenge, "REGISTER", "sip:example.org");
}
