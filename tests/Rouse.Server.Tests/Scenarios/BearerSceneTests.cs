using Rouse.Protocol.Sip;
using Rouse.Server.Authentication;
using Rouse.Server.Tests.Authentication;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Access tokens through the whole server.</summary>
public sealed class BearerSceneTests : IDisposable
{
    readonly TokenServer _server = new();
    readonly TestNetwork _network;
    readonly Phone _alice;

    public BearerSceneTests()
    {
        _network = new TestNetwork(
            options => options with
            {
                Auth = options.Auth with
                {
                    Methods = [AuthenticationMethod.Bearer, AuthenticationMethod.Digest],
                    Bearer = TokenServer.Options,
                },
            },
            new AccountStore([new Account("bob", null, AuthScene.Password("bob"), null, null)]),
            tokenKeys: _server);
        _alice = _network.Phone("alice", SipTransport.Tls);
    }

    string Token => $"Authorization: Bearer {_server.Token(_network.Clock.GetUtcNow())}";

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Phone_without_an_account_registers_with_a_token_and_is_called()
    {
        _alice.SendsRegister();
        Assert.StartsWith("Bearer ", _alice.Receives("SIP/2.0 401 *").Value(HeaderName.WwwAuthenticate), StringComparison.Ordinal);
        _alice.SendsRegister(headers: Token);
        _alice.Receives("SIP/2.0 200 *");

        var bob = _network.Phone("bob");
        bob.Invites("alice").Authenticates(bob.Receives("SIP/2.0 407 *"), AuthScene.Password("bob"));
        bob.Receives("SIP/2.0 100 *");
        _alice.Answers(_alice.ReceivesRequest("INVITE *"), 486);
        _alice.Receives("ACK *");
        bob.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public async Task Phone_waits_for_the_keys_and_nobody_else_does()
    {
        _server.Held = new TaskCompletionSource();
        _alice.SendsRegister(headers: Token);
        _alice.ReceivesNothing();
        var bob = _network.Phone("bob");
        bob.SendsRegister();
        bob.Receives("SIP/2.0 401 *");

        _server.Held.SetResult();
        while (_alice.Unread == 0)
        {
            await Task.Yield();
            _network.Settle();
        }

        _alice.Receives("SIP/2.0 200 *");
        Assert.Equal(1, _network.Server.Bindings);
    }

    [Fact]
    public async Task Server_that_does_not_answer_costs_the_phone_the_deadline()
    {
        _server.Held = new TaskCompletionSource();
        _alice.SendsRegister(headers: Token);
        _network.Advance(TokenServer.Options.Timeout - TimeSpan.FromMilliseconds(1));
        _alice.ReceivesNothing();

        _network.Advance(TimeSpan.FromMilliseconds(1));
        while (_alice.Unread == 0)
        {
            await Task.Yield();
            _network.Settle();
        }

        Assert.Equal("5", _alice.Receives("SIP/2.0 500 Authorization Server Unavailable").Value(HeaderName.RetryAfter));
    }
}
