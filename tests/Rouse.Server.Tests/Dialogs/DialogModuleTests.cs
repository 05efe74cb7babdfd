using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rouse.Protocol.Sip;
using Rouse.Server.Dialogs;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Location;
using Rouse.Server.Tests.Registrar;

namespace Rouse.Server.Tests.Dialogs;

/// <summary>Whose calls are noted; what it is for stands in the scenes of calls that are over.</summary>
public sealed class DialogModuleTests
{
    const string Voip = "pn-provider=apns;pn-param=T.org.example.voip;pn-prid=a";

    readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(Voip, true, 2)]
    [InlineData("pn-provider=apns;pn-param=T.org.example.voip&remote;pn-prid=a:voip&b:remote", true, 2)]
    [InlineData(Voip, false, 0)]
    [InlineData("pn-provider=apns;pn-param=T.org.example.remote;pn-prid=a", true, 0)]
    [InlineData("pn-provider=fcm;pn-param=p;pn-prid=a", true, 0)]
    [InlineData("transport=tcp", true, 0)]
    public void Only_calls_of_phones_that_voip_pushes_wake_are_noted(string uriParameters, bool canBePushed, int sides) =>
        Assert.Equal(sides, Noted("INVITE", 200, uriParameters, canBePushed));

    [Theory]
    [InlineData("INVITE", 299, 2)]
    [InlineData("INVITE", 180, 0)]
    [InlineData("INVITE", 300, 0)]
    [InlineData("INVITE", 486, 0)]
    [InlineData("SUBSCRIBE", 200, 0)]
    [InlineData("MESSAGE", 200, 0)]
    public void Only_a_2xx_to_an_invite_begins_a_call(string method, int status, int sides) =>
        Assert.Equal(sides, Noted(method, status, Voip));

    // How many sides are in a call when a phone has answered another.
    int Noted(string method, int status, string uriParameters, bool canBePushed = true)
    {
        var dialogs = new ConfirmedDialogs(_time);
        var module = new DialogModule(dialogs, new MemoryLocationStore(_time, 12, NullLogger.Instance));
        var head = "Via: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:a@example.org>;tag=1\r\nTo: <sip:b@example.org>";
        var request = new FakeRequest(
            FakeRequest.Parse(Encoding.ASCII.GetBytes(
                $"{method} sip:b@example.org SIP/2.0\r\n{head}\r\nCall-ID: 1\r\nCSeq: 1 {method}\r\n\r\n")),
            FakeFlow.Tcp(), 1)
        {
            CallerBinding = Phone("alice", uriParameters, canBePushed),
        };
        var target = Target.Of(Phone("bob", uriParameters, canBePushed));
        var wire = $"SIP/2.0 {status} X\r\n{head};tag=2\r\nCall-ID: 1\r\nCSeq: 1 {method}\r\n\r\n";
        Assert.True(SipParser.TryParseDatagram(Encoding.ASCII.GetBytes(wire), out var response, out _));
        ((IResponseModule)module).Write(request, new Branch(target, 0, target.Flow!, default), new OutgoingMessage(response!));
        return dialogs.Count;
    }

    Binding Phone(string user, string uriParameters, bool canBePushed) => new Registration
    {
        Aor = new(user, "example.org"),
        Contacts = [$"<sip:{user}@192.0.2.7;{uriParameters}>"],
        Flow = FakeFlow.Tcp(),
        CanBePushed = canBePushed,
    }.ToChange(_time).Contacts[0].Binding;
}
