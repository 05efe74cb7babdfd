using Rouse.Server.Forking;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

public sealed class FinalResponseTests
{
    readonly ForkScene _scene = new();

    [Fact]
    public void Nobody_at_all_is_480()
    {
        new FinalResponse(ForkKind.Call, _scene).Send();
        _scene.Asked("respond 480 Nobody Can Be Reached");
    }

    [Fact]
    public void Last_reason_is_told()
    {
        var final = new FinalResponse(ForkKind.Call, _scene);
        final.Explain("One");
        final.Explain("Other");
        final.Send();
        _scene.Asked("respond 480 Other");
    }

    [Theory]
    [InlineData(480)]
    [InlineData(486)]
    [InlineData(404)]
    [InlineData(500)]
    public void Response_of_a_device_beats_our_own(int status)
    {
        var final = Considered(ForkKind.Call, status);
        final.Explain("Phone Did Not Wake Up");
        final.BranchFailed(BranchFailure.NoResponse, isInDialog: false);
        final.Send();
        _scene.Asked($"forward {status} of 0");
    }

    [Fact]
    public void Best_of_several_devices_is_told()
    {
        var final = Considered(ForkKind.Call, 480, 486, 404);
        Assert.True(final.IsOfDevice);
        final.Send();
        _scene.Asked("forward 486 of 1");
    }

    [Fact]
    public void Device_that_is_overloaded_makes_nobody_think_that_we_are()
    {
        Considered(ForkKind.Call, 503).Send();
        _scene.Asked("respond 500 Phone Unavailable");
    }

    [Theory]
    [InlineData("forward 401 of 0 and 407", 401, 407, 486)]
    [InlineData("forward 407 of 1 and 401 and 407", 486, 407, 401, 407)]
    [InlineData("forward 407 of 0", 407)]
    [InlineData("forward 302 of 2", 401, 407, 302)]
    public void Challenges_of_all_are_told_together(string expected, params int[] statuses)
    {
        Considered(ForkKind.Call, statuses).Send();
        _scene.Asked(expected);
    }

    [Fact]
    public void Too_little_breadth_is_told_before_sleep()
    {
        var final = new FinalResponse(ForkKind.Call, _scene);
        final.LackBreadth();
        final.Explain("Phone Is Asleep");
        final.Send();
        _scene.Asked("respond 440 Max-Breadth Exceeded");
    }

    [Fact]
    public void Timeout_is_told_before_sleep()
    {
        var final = new FinalResponse(ForkKind.Call, _scene);
        final.BranchFailed(BranchFailure.NoResponse, isInDialog: false);
        final.Explain("Phone Did Not Wake Up");
        final.Send();
        _scene.Asked("respond 408 Request Timeout");
    }

    [Fact]
    public void Caller_who_gave_up_gets_487_whatever_devices_said()
    {
        var final = Considered(ForkKind.Call, 486);
        final.CallerCancelled();
        final.Send();
        _scene.Asked("respond 487 Request Terminated");
    }

    [Theory]
    [InlineData("Basic", "end silently")]
    [InlineData("Message", "respond 480 Phone Did Not Answer")]
    [InlineData("Call", "forward 408 of 0")]
    public void Only_an_invite_is_told_of_a_timeout(string kind, string expected)
    {
        Considered(Enum.Parse<ForkKind>(kind), 408).Send();
        _scene.Asked(expected);
    }

    [Fact]
    public void Timeout_of_one_device_is_nothing_against_the_answer_of_another()
    {
        Considered(ForkKind.Message, 408, 480).Send();
        _scene.Asked("forward 480 of 1");
    }

    FinalResponse Considered(ForkKind kind, params int[] statuses)
    {
        var final = new FinalResponse(kind, _scene);
        for (var i = 0; i < statuses.Length; i++)
            final.Consider(new Branch(Target.Of(Device($"d{i}")), i, Device("x").Flow!, default), Response(statuses[i]));
        return final;
    }
}
