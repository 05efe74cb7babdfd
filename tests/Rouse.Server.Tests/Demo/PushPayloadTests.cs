using Rouse.Demo;
using Rouse.Sandbox;

namespace Rouse.Server.Tests.Demo;

public sealed class PushPayloadTests
{
    [Theory]
    [InlineData(SandboxService.Apns, """{"aps":{"call-id":"one"},"call-id":"two"}""", "one")]
    [InlineData(SandboxService.Fcm, """{"token":"t","data":{"call-id":"one"}}""", "one")]
    [InlineData(SandboxService.Apns, """{"aps":{}}""", null)]
    [InlineData(SandboxService.Apns, """{"data":{"call-id":"one"}}""", null)]
    [InlineData(SandboxService.Fcm, """{"token":"t"}""", null)]
    public void Call_ID_is_where_the_phones_look_for_it(SandboxService service, string payload, string? expected)
    {
        var push = new AcceptedPush
        {
            Service = service,
            App = "app",
            Token = "token",
            Kind = "kind",
            Id = "id",
            Urgent = true,
            Payload = payload,
            At = default,
        };

        Assert.Equal(expected, PushPayload.CallIdOf(push));
    }
}
