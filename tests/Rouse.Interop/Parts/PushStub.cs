using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rouse.Interop.Parts;

/// <summary>A push service over HTTP/1.1: keeps what it was sent and answers what the scene wants.</summary>
internal sealed class PushStub : IPushService
{
    private readonly WebApplication _server;

    private PushStub(WebApplication server) => _server = server;

    public EventLog<ReceivedPush> Pushes { get; } = new("push service");

    /// <summary>The status of every answer.</summary>
    public HttpStatusCode Answer { get; init; } = HttpStatusCode.OK;

    public string Url { get; private set; } = "";

    public static async Task<PushStub> Start(HttpStatusCode answer = HttpStatusCode.OK)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        var stub = new PushStub(server) { Answer = answer };
        server.Run(stub.Take);
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        stub.Url = address + "/push";
        return stub;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public string WriteConfiguration(string folder) => $"""
        [push.http]
        url = "{Url}"

        """;

    private async Task Take(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var fields = body.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString());
        context.Response.StatusCode = (int)Answer;
        Pushes.Add(new ReceivedPush(context.Request.Method, fields, DateTimeOffset.UtcNow));
    }
}

/// <summary>One request to the push service.</summary>
internal sealed record ReceivedPush(string Method, IReadOnlyDictionary<string, string> Fields, DateTimeOffset Time)
{
    public string this[string name] => Fields.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"the push has no {name}: {this}");

    public override string ToString() => string.Join(", ", Fields.Select(field => $"{field.Key}={field.Value}"));
}
