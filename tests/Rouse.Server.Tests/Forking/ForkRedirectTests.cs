using Rouse.Server.Forking;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

/// <summary>3xx of a phone (RFC 3261 §16.7 step 4).</summary>
public sealed class ForkRedirectTests
{
    static readonly ForkingOptions Follow = new() { Redirects = RedirectPolicy.Follow };

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    public void Whom_it_names_is_called_in_its_place(int status)
    {
        var scene = new ForkScene(options: Follow) { Named = { Device("c"), Device("d") } }.Starts(Device("a"));
        scene.Receives(0, status);
        scene.Asked("send 0", "send 1", "send 2");
        scene.Receives(1, 486);
        scene.Receives(2, 404);
        scene.Asked("forward 486 of 1");
    }

    [Theory]
    [InlineData(305)]
    [InlineData(380)]
    public void Other_3xx_are_told_to_the_caller(int status)
    {
        var scene = new ForkScene(options: Follow) { Named = { Device("c") } }.Starts(Device("a"));
        scene.Receives(0, status);
        scene.Asked("send 0", $"forward {status} of 0");
    }

    [Fact]
    public void Nothing_is_followed_unless_it_is_wanted()
    {
        var scene = new ForkScene { Named = { Device("c") } }.Starts(Device("a"));
        scene.Receives(0, 302);
        scene.Asked("send 0", "forward 302 of 0");
    }

    [Fact]
    public void Redirection_that_names_nobody_whom_we_can_call_is_told_to_the_caller()
    {
        var scene = new ForkScene(options: Follow).Starts(Device("a"));
        scene.Receives(0, 302);
        scene.Asked("send 0", "forward 302 of 0");
    }

    [Fact]
    public void Nobody_is_called_twice()
    {
        var scene = new ForkScene(options: Follow) { Named = { Device("a"), Device("b") } }.Starts(Device("a"), Device("b"));
        scene.Receives(0, 302);
        scene.Receives(1, 302);
        scene.Asked("send 0", "send 1", "forward 302 of 0");
    }

    [Fact]
    public void Two_who_name_each_other_end_with_the_second()
    {
        var scene = new ForkScene(options: Follow) { Named = { Device("a"), Device("b") } }.Starts(Device("a"));
        scene.Receives(0, 302);
        scene.Receives(1, 302);
        scene.Asked("send 0", "send 1", "forward 302 of 1");
    }

    [Fact]
    public void Whom_it_names_has_the_place_of_the_one_that_named_it()
    {
        var scene = new ForkScene(options: Follow) { Named = { Device("c") } };
        scene.Starts(Device("a") with { Q = 0.8 }, Device("b") with { Q = 0.5 });
        scene.Receives(0, 302);
        scene.Asked("send 0", "send 1");
        scene.Receives(1, 486);
        scene.Asked("send 2");
    }

    [Fact]
    public void Phone_of_the_other_that_sleeps_is_woken()
    {
        var scene = new ForkScene(options: Follow) { Named = { Sleeper("c") } }.Starts(Device("a"));
        scene.Receives(0, 302);
        scene.Fork.Registered(Device("c"));
        scene.Asked("send 0", "send 1");
    }

    [Fact]
    public void Redirection_is_followed_no_more_when_the_caller_has_given_up()
    {
        var scene = new ForkScene(options: Follow) { Named = { Device("c") } }.Starts(Device("a"));
        scene.Receives(0, 180);
        scene.Fork.Cancel(default);
        scene.Receives(0, 302);
        scene.Asked("send 0", "forward 180 of 0", "cancel 0", "respond 487 Request Terminated");
    }
}
