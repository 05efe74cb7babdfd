
namespace Rouse.Push.Tests;

public sealed class PushMessageTests
{
    [Fact]
    public void Printed_message_tells_neither_token_nor_people()
    {
        var text = new PushMessage
        {
            Provider = "fcm",
            Param = "app",
            Token = "secret",
            Event = PushEvent.Call,
            CallId = "call@host",
            CallerUri = "sip:alice@example.org",
            CallerName = "Alice",
            To = "sip:bob@example.org",
            TimeToLive = TimeSpan.FromSeconds(90),
        }.ToString();

        Assert.Equal("Call call@host to fcm/app", text);
    }
}
