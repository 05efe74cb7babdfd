using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Location;

namespace Rouse.Server.Tests.Registrar;

/// <summary>REGISTERs as liblinphone 5.1 and baresip 1.0 send them.</summary>
public sealed class RealPhoneTests
{
    readonly RegistrarScene _scene = new();

    FakeRequest Sends(string name) => _scene.Sends(RegistrarScene.Corpus($"Corpus/{name}.dat"));

    // Without the GRUUs that both ask for.
    string[] ListedFor(string name) => [.. Sends(name).Values(HeaderName.Contact).Select(contact => contact.Split(";pub-gruu=")[0])];

    static string ContactOf(string name)
    {
        var request = FakeRequest.Parse(RegistrarScene.Corpus($"Corpus/{name}.dat"));
        return Encoding.UTF8.GetString(request.Headers.First(HeaderName.Contact).Span);
    }

    [Theory]
    [InlineData("linphone-register-push")]
    [InlineData("linphone-register-authenticated")]
    public void Linphone_registers_with_its_token_and_gets_its_contact_back(string name)
    {
        var listed = Assert.Single(Sends(name).Values(HeaderName.Contact));
        Assert.StartsWith(
            $"{ContactOf(name)};expires=2073600;pub-gruu=\"sip:bob@test.local;gr=urn:uuid:3313500f-330f-4af6-86cb-3bf8903f5857\"", listed);
        var binding = Assert.Single(_scene.Bindings("bob", "test.local"));
        Assert.Equal(new BindingIdentity(BindingIdentityKind.Instance, "urn:uuid:3313500f-330f-4af6-86cb-3bf8903f5857"), binding.Identity);
        Assert.Equal("TOKEN:abc", binding.Push!.Prid);
        Assert.True(binding.CanBePushed);
    }

    [Fact]
    public void Linphone_without_push_credentials_gets_what_it_asks_for()
    {
        _scene.CoveredApp = "another";
        Assert.Equal([ContactOf("linphone-register-push") + ";expires=600"], ListedFor("linphone-register-push"));
    }

    [Fact]
    public void Linphone_that_wakes_replaces_its_binding()
    {
        Sends("linphone-register-authenticated");
        var asleep = _scene.Flow;
        asleep.Close();
        _scene.Flow = FakeFlow.Tcp("192.0.2.7:4445");
        const string Wake = "linphone-register-after-wake";
        Assert.Equal([ContactOf(Wake) + ";expires=2073600"], ListedFor(Wake));
        Assert.Same(_scene.Flow, Assert.Single(_scene.Bindings("bob", "test.local")).Flow);
        Assert.Equal(0, asleep.Retained);
    }

    [Fact]
    public void Linphone_that_wakes_drops_its_first_connection_and_registers_on_the_next()
    {
        Sends("linphone-register-authenticated");
        _scene.Watches.Watch(new("bob", "test.local"), _scene);
        _scene.Events.Clear();
        _scene.Flow = FakeFlow.Tcp("192.0.2.7:4445");
        _scene.Flow.Close();
        Sends("linphone-register-after-wake");
        Assert.Equal(Verdict.Dropped, _scene.Verdict);
        _scene.Flow = FakeFlow.Tcp("192.0.2.7:4446");
        Sends("linphone-register-after-wake");
        Assert.Same(_scene.Flow, Assert.Single(_scene.Bindings("bob", "test.local")).Flow);
        Assert.Equal(2, _scene.Events.Count);
    }

    [Fact]
    public void Linphone_logs_out()
    {
        var login = RegistrarScene.Corpus("Corpus/linphone-unregister.dat");
        _scene.Sends(Encoding.UTF8.GetString(login).Replace("Expires: 0", "Expires: 600", StringComparison.Ordinal)
            .Replace("CSeq: 22", "CSeq: 21", StringComparison.Ordinal).Replace("SQS4Faku2", "first", StringComparison.Ordinal));
        Assert.Single(_scene.Bindings("alice", "test.local"));
        var request = Sends("linphone-unregister");
        Assert.Equal(200, request.Answered!.Status);
        Assert.Empty(request.Values(HeaderName.Contact));
        Assert.Empty(_scene.Bindings("alice", "test.local"));
    }

    [Theory]
    [InlineData("baresip-register-outbound", "alice", "urn:uuid:373c9e66-2f5c-5de8-ded0-bba5a0dabce0;reg-id=1")]
    [InlineData("baresip-register", "bob", "urn:uuid:20cd5a4d-1609-8626-dffc-e52bb3c7c1ee")]
    public void Baresip_registers(string name, string user, string identity)
    {
        // It names the time itself, so nothing in the Contact changes.
        Assert.Equal([ContactOf(name)], ListedFor(name));
        Assert.Equal(identity, Assert.Single(_scene.Bindings(user, "test.local")).Identity.Key);
    }
}
