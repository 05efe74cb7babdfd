using Rouse.Commands;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Admin;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Commands;

public sealed class BindingsCommandTests
{
    const string Voip = "pn-provider=apns;pn-param=T.org.example.voip;pn-prid=secret-token";

    [Fact]
    public async Task Phones_of_a_user_are_shown_with_until_when_they_are_reachable_and_why()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Wall.Advance(TimeSpan.FromMinutes(5));
        var mobile = scene.Network.Phone("bob");
        mobile.Instance = "urn:uuid:aaaaaaaa-0000-4000-8000-000000000001";
        mobile.Registers(Voip);
        mobile.FallsAsleep();
        var desk = scene.Network.Phone("bob", SipTransport.Udp);
        desk.Instance = "";
        desk.Registers(expires: 3600);
        scene.Network.Advance(151);

        Assert.Equal(ExitCode.Done, await scene.Types("bindings", "bob"));
        Assert.Equal(
            """
            bob@example.org
              dormant  sip:bob@192.0.2.12:40001
                phone      (no instance), registered 5 min ago
                flow       UDP 192.0.2.12:40001, last byte 5 min ago
                push       the phone gave no push parameters
                reachable  until 01:00: its registration ends, granted 60 min; the phone gave no push parameters: not reachable while asleep
              asleep  sip:bob@192.0.2.11:40001;transport=tcp
                phone      aaaaaaaa, registered 5 min ago
                flow       none: its connection is closed
                push       apns T.org.example.voip production: token in order
                reachable  until 2026-01-25: can be pushed, granted 24 d

            """, scene.Output);
    }

    [Fact]
    public async Task Phone_that_nothing_reaches_says_so()
    {
        await using var scene = await AdminScene.StartAsync();
        var bob = scene.Network.Phone("bob");
        bob.Registers(Voip);
        bob.FallsAsleep();
        scene.Push.State = new PushState(false, "apns T.org.example.voip production", "token refused 3 min ago (BadDeviceToken)");

        await scene.Types("bindings", "bob@example.org");

        Assert.EndsWith(
            "    reachable  not now: its connection is closed; token refused 3 min ago (BadDeviceToken): waiting for it to register\n",
            scene.Output);
    }

    [Fact]
    public async Task Everybody_is_listed_one_a_line_and_the_rest_is_counted()
    {
        await using var scene = await AdminScene.StartAsync();
        foreach (var user in (string[])["carol", "alice", "bob"])
            scene.Network.Phone(user).Registers(Voip);

        Assert.Equal(ExitCode.Done, await scene.Types("bindings", "--count", "2"));
        Assert.Equal(
            """
            alice@example.org  00000000  awake  TCP 192.0.2.12:40001  until 2026-01-25: can be pushed, granted 24 d
            bob@example.org    00000000  awake  TCP 192.0.2.13:40001  until 2026-01-25: can be pushed, granted 24 d
            … and 1 more; name a user or @domain, or use --count

            """, scene.Output);
    }

    [Fact]
    public async Task Json_is_complete_and_has_no_token()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Network.Phone("bob").Registers(Voip);

        Assert.Equal(ExitCode.Done, await scene.Types("bindings", "--json"));
        foreach (var name in (string[])["id", "aor", "contact", "instance", "state", "flow", "last_byte_at", "registered_at", "expires_at",
            "app", "can_be_pushed", "push", "reachable_until", "reason", "more"])
            Assert.Contains($"\"{name}\": ", scene.Output);
        Assert.DoesNotContain("secret", scene.Output);
        Assert.Contains("\"expires_at\": \"2026-01-25T00:00:00", scene.Output);
    }

    [Theory]
    [InlineData("", "no phone is registered")]
    [InlineData("b\e[1mob", "no phone of b\\x1b[1mob is registered")]
    public async Task Nobody_is_registered(string who, string said)
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Done, await scene.Types("bindings", who));
        Assert.Equal(said + "\n", scene.Output);
    }
}
