namespace Rouse.Server.Tests.Scenarios;

/// <summary>Responses go to where the caller is now.</summary>
public sealed class CallerFlowTests
{
    [Fact]
    public void Flow_that_closes_cancels_nothing()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Alice.FallsAsleep();
        scene.Bob.ReceivesNothing();
        scene.Alice.Registers();
        scene.Bob.Answers(scene.Invite, 200);

        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 200 *"));
        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
        scene.Bob.Receives("ACK *");
    }

    [Fact]
    public void Responses_go_to_where_the_caller_has_registered_since()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Alice.ChangesNetwork();
        scene.Alice.Registers();
        scene.Bob.Answers(scene.Invite, 183);

        scene.Alice.Receives("SIP/2.0 183 *");
        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
    }

    [Fact]
    public void Response_goes_to_where_the_request_came_from_when_that_is_newer_than_the_registration()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Alice.ChangesNetwork();
        scene.AliceHangsUp();

        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
    }
}
