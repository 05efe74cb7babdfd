using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>Two Linphones write to each other.</summary>
public sealed class LinphoneMessageTests : Scene
{
    [Theory]
    [InlineData("udp", "udp")]
    [InlineData("tcp", "tcp")]
    [InlineData("udp", "tcp")]
    public async Task Message_arrives_and_its_receipt_comes_back(string sendersTransport, string receiversTransport)
    {
        const string text = "hello \u00e9\u20ac";
        await StartRouse();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", sendersTransport));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", receiversTransport));

        alice.Sends(text, to: bob);
        await bob.ReceivesMessage(text);
        await alice.MessageState(text, "Delivered");
        await alice.MessageState(text, "DeliveredToUser");
    }
}
