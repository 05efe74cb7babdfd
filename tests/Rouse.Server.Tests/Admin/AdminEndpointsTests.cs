using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rouse.Server.Tests.Admin;

/// <summary>What comes over the socket, byte for byte.</summary>
public sealed class AdminEndpointsTests
{
    [Theory]
    [InlineData("GET /calls?count=0", "400", "count is a number from 1 to 10000")]
    [InlineData("GET /calls?count=10001", "400", "count is a number from 1 to 10000")]
    [InlineData("GET /calls?count=-1", "400", "count is a number from 1 to 10000")]
    [InlineData("GET /calls?count=99999999999999999999", "400", "count is a number from 1 to 10000")]
    [InlineData("GET /bindings?count=x", "400", "count is a number from 1 to 10000")]
    [InlineData("GET /calls/", "404", "no call whose id or Call-ID begins with '' is remembered")]
    [InlineData("GET /calls/%zz", "404", "begins with '%zz")]
    [InlineData("GET /", "404", "there is no GET /")]
    [InlineData("DELETE /calls", "404", "there is no DELETE /calls")]
    [InlineData("GET /push?aor=bob", "404", "there is no GET /push")]
    [InlineData("POST /push", "404", "no phone of '' is registered")]
    [InlineData("POST /push?aor=bob", "404", "no phone of 'bob' is registered")]
    [InlineData("POST /push?aor=%40%40%25", "404", "no phone of '@@%' is registered")]
    [InlineData("POST /users/reload", "409", "this server has no users file: authentication is off")]
    public async Task Wrong_request_is_told_what_is_wrong(string request, string status, string detail)
    {
        await using var scene = await AdminScene.StartAsync();

        var answer = await Send(scene, $"{request} HTTP/1.1\r\nHost: rouse\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Contains("Content-Type: application/problem+json\r\n", answer);
        Assert.Contains($"\"status\":{status},\"detail\":\"", answer);
        Assert.Contains(detail, WebUtility.HtmlDecode(answer.Replace("\\u0027", "'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Slash_in_a_call_id_finds_its_call()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.Add(FakeTimelines.Answered with { CallId = "a/b%2Fc@host" });

        var answer = await Send(scene, "GET /calls/a%2Fb%252Fc%40h HTTP/1.1\r\nHost: rouse\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer);
        Assert.Contains("\"id\":\"0123456789ab\"", answer);
    }

    [Theory]
    [InlineData(4_000, "404")]
    [InlineData(5_000, "414")]
    public async Task Long_request_line_is_refused(int length, string status)
    {
        await using var scene = await AdminScene.StartAsync();

        var answer = await Send(scene, $"GET /calls/{new string('x', length)} HTTP/1.1\r\nHost: rouse\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        await using var scene = await AdminScene.StartAsync();

        var answer = await Send(scene, $"GET /status HTTP/1.1\r\nHost: rouse\r\nX: {new string('x', 9_000)}\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer);
    }

    [Fact]
    public async Task What_is_no_http_does_no_harm()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.StartsWith("HTTP/1.1 505 ", await Send(scene, "INVITE sip:bob@example.org SIP/2.0\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 200 ", await Send(scene, "GET /status HTTP/1.1\r\nHost: rouse\r\nConnection: close\r\n\r\n"));
    }

    static async Task<string> Send(AdminScene scene, string request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(scene.SocketPath), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
