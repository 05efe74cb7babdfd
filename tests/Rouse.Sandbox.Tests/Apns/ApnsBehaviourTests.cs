namespace Rouse.Sandbox.Tests.Apns;

public sealed class ApnsBehaviourTests
{
    [Theory]
    [InlineData(410, "Unregistered")]
    [InlineData(410, "ExpiredToken")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(503, "Shutdown")]
    [InlineData(403, "InvalidProviderToken")]
    [InlineData(403, "Forbidden")]
    [InlineData(403, "BadEnvironmentKeyInToken")]
    [InlineData(400, "IdleTimeout")]
    public async Task Next_push_is_refused_as_told(int status, string reason)
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(SandboxService.Apns, new SandboxBehaviour.Refuse(status, reason));
        var push = scene.Alert();

        Assert.Equal((status, reason), (await scene.Send(push)).Result);
        Assert.Equal((200, ""), (await scene.Send(push)).Result);
        Assert.Equal(1, scene.Server.Pushes.Count);
    }

    [Theory]
    [InlineData(60.0, "60")]
    [InlineData(0.1, "1")]
    public async Task Refusal_can_ask_to_wait(double seconds, string header)
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(
            SandboxService.Apns, new SandboxBehaviour.Refuse(429, "TooManyRequests") { RetryAfter = TimeSpan.FromSeconds(seconds) });

        Assert.Equal(header, (await scene.Send(scene.Alert())).Headers["Retry-After"]);
    }

    [Fact]
    public async Task Gone_token_can_be_gone_since_long_ago()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(
            SandboxService.Apns,
            new SandboxBehaviour.Refuse(410, "Unregistered") { Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1234567890123) },
            new SandboxBehaviour.Refuse(410, "Unregistered"));
        var push = scene.Alert();

        Assert.Equal(1234567890123, (await scene.Send(push)).Timestamp);
        Assert.Equal(scene.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (await scene.Send(push)).Timestamp);
    }

    [Fact]
    public async Task Token_has_a_script_of_its_own()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Always(scene.Remote, new SandboxBehaviour.Refuse(500, "InternalServerError"));
        scene.Server.Script.Next(scene.Remote, new SandboxBehaviour.Accept());
        var (push, other) = (scene.Alert(), scene.NewClient());
        var call = scene.Call();

        Assert.Equal(200, (await scene.Send(push)).Status);
        Assert.Equal(500, (await scene.Send(push)).Status);
        Assert.Equal(500, (await scene.Send(push)).Status);
        Assert.Equal(200, (await scene.Send(call, other)).Status);
        scene.Server.Script.Always(scene.Remote, null);
        Assert.Equal(200, (await scene.Send(push)).Status);
    }

    [Fact]
    public async Task Broken_rule_does_not_use_up_the_script()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(SandboxService.Apns, new SandboxBehaviour.Refuse(503, "Shutdown"));
        var push = scene.Alert();
        push["apns-priority"] = "7";

        Assert.Equal((400, "BadPriority"), (await scene.Send(push)).Result);
        push["apns-priority"] = "10";
        Assert.Equal((503, "Shutdown"), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task New_provider_token_is_taken_at_once_after_it_was_called_expired()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(SandboxService.Apns, new SandboxBehaviour.Refuse(403, "ExpiredProviderToken"));

        Assert.Equal((403, "ExpiredProviderToken"), (await scene.Send(scene.Alert())).Result);
        Assert.Equal((200, ""), (await scene.Send(scene.Alert())).Result);
    }

    [Fact]
    public async Task Goaway_ends_the_connection_after_the_answer()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(SandboxService.Apns, new SandboxBehaviour.GoAway());
        var push = scene.Alert();

        // The frame may come after the answer: until then the connection takes more.
        var sent = 0;
        for (; scene.Server.Connections < 2 && sent < 1000; sent++)
            Assert.Equal(200, (await scene.Send(push)).Status);

        Assert.Equal((sent, 2), (scene.Server.Pushes.Count, scene.Server.Connections));
    }

    [Fact]
    public async Task Goaway_is_a_frame_that_names_the_last_stream()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(SandboxService.Apns, new SandboxBehaviour.GoAway());
        await using var raw = await RawHttp2.Connect(scene.Server, scene.Server.ApnsProduction).Soon();
        var push = scene.Alert();

        var stream = await raw.Send(ApnsAnswerTests.Lines(push, scene.Server.ApnsProduction), push.Body).Soon();

        Frame? last = null;
        while (await raw.Next(FrameType.GoAway).Soon() is { } frame)
            last = frame;
        Assert.Equal([0, 0, 0, (byte)stream, 0, 0, 0, 0], last!.Payload);
    }

    [Fact]
    public async Task Connection_is_cut_with_all_that_is_under_way()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(scene.Voip, new SandboxBehaviour.Hang());
        scene.Server.Script.Next(scene.Remote, new SandboxBehaviour.Accept(), new SandboxBehaviour.CutConnection());
        var push = scene.Alert();
        var call = scene.Call();
        call["authorization"] = push["authorization"];
        await scene.Send(push);

        var waiting = scene.Send(call);
        await scene.Server.Script.PlayedAsync().Soon();

        await Assert.ThrowsAsync<HttpRequestException>(() => scene.Send(push));
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
        Assert.Equal(200, (await scene.Send(push)).Status);
    }

    [Fact]
    public async Task Reset_stream_leaves_the_connection()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(SandboxService.Apns, new SandboxBehaviour.ResetStream(11));
        var push = scene.Alert();

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => scene.Send(push));

        Assert.Equal(11, Assert.IsType<HttpProtocolException>(error.InnerException).ErrorCode);
        Assert.Equal(200, (await scene.Send(push)).Status);
        Assert.Equal(1, scene.Server.Connections);
    }

    [Fact]
    public async Task Hanging_push_blocks_no_other_and_ends_with_the_client()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(SandboxService.Apns, new SandboxBehaviour.Hang());
        var push = scene.Alert();

        var hanging = scene.Send(push);
        Assert.IsType<SandboxBehaviour.Hang>(await scene.Server.Script.PlayedAsync().Soon());
        Assert.Equal(200, (await scene.Send(push)).Status);
        Assert.False(hanging.IsCompleted);
        scene.Client.CancelPendingRequests();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task Hanging_push_does_not_keep_the_server_from_stopping()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Always(SandboxService.Apns, new SandboxBehaviour.Hang());
        var hanging = scene.Send(scene.Alert());
        await scene.Server.Script.PlayedAsync().Soon();

        await scene.Server.DisposeAsync().AsTask().Soon();

        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
    }

    [Fact]
    public async Task Drip_sends_headers_and_then_a_byte_per_interval()
    {
        await using var scene = await ApnsScene.Start();
        scene.Server.Script.Next(SandboxService.Apns, new SandboxBehaviour.Drip(TimeSpan.FromSeconds(5)));
        await using var raw = await RawHttp2.Connect(scene.Server, scene.Server.ApnsProduction).Soon();
        var push = scene.Alert();

        await raw.Send(ApnsAnswerTests.Lines(push, scene.Server.ApnsProduction), push.Body).Soon();

        Assert.NotNull(await raw.Next(FrameType.Headers).Soon());
        for (var drop = 0; drop < 3; drop++)
        {
            Assert.Equal(TimeSpan.FromSeconds(5), await scene.Clock.WaitAsync().Soon());
            scene.Clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(" ", (await raw.Next(FrameType.Data).Soon())!.Text);
        }
    }
}
