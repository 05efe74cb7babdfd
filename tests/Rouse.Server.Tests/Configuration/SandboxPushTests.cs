using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Rouse.Push;
using Rouse.Sandbox;
using Rouse.Starting;
using Rouse.Testing;

namespace Rouse.Server.Tests.Configuration;

/// <summary>The real clients in front of the sandbox, as the program starts them without a configuration.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SandboxPushTests : IAsyncLifetime, IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly DataFolder _data;
    SandboxPush? _sandbox;

    public SandboxPushTests() => _data = DataFolder.Open(_folder["data"]);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string UrlPath => _data.PathOf("sandbox.url");

    SandboxPush Sandbox => _sandbox ?? throw new InvalidOperationException("it did not start");

    public async ValueTask InitializeAsync()
    {
        // Left behind by a crash.
        await File.WriteAllTextAsync(UrlPath, "http://127.0.0.1:1/devices/\n", Cancellation);
        _sandbox = await SandboxPush.StartAsync(_data, TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("apns", "TEAM123456.org.example.phone.remote&voip", "00ff", PushService.Voip, PushEvent.Call, 200)]
    [InlineData("apns", "TEAM123456.org.example.phone.remote&voip", "00ff", PushService.Remote, PushEvent.Message, 200)]
    [InlineData("apns.dev", "org.example.other", "00ff", PushService.Unspecified, PushEvent.Call, 200)]
    [InlineData("fcm", "some-project", "token:1", PushService.Unspecified, PushEvent.Call, 200)]
    [InlineData("apns", "TEAM123456.org.example.phone.voip", "dead00", PushService.Voip, PushEvent.Call, 410)]
    [InlineData("fcm", "some-project", "dead:1", PushService.Unspecified, PushEvent.Call, 404)]
    public async Task Any_token_of_any_app_gets_its_answer_and_nothing_is_sent(
        string provider, string param, string token, PushService service, PushEvent happened, int status)
    {
        var outcome = await SendAsync(provider, param, token, service, happened);

        Assert.Equal(
            (status, status == 200 ? PushVerdict.Accepted : PushVerdict.DeadToken, true),
            (outcome.Status, outcome.Verdict, outcome.IsSandbox));
    }

    [Fact]
    public async Task Device_on_this_machine_finds_its_pushes_by_the_file_in_the_data_folder()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(UrlPath));
        await SendAsync("fcm", "some-project", "token:2", PushService.Unspecified, PushEvent.Call);
        var devices = new Uri((await File.ReadAllTextAsync(UrlPath, Cancellation)).Trim());
        await foreach (var push in SandboxDevice.ReceiveAsync(devices, "token:2", Cancellation))
        {
            Assert.Contains("\"call-id\":\"call\"", push.Payload, StringComparison.Ordinal);
            break;
        }
    }

    [Fact]
    public async Task File_goes_when_the_sandbox_stops()
    {
        await Sandbox.DisposeAsync();
        Assert.False(File.Exists(UrlPath));
    }

    [Fact]
    public async Task Sandbox_that_cannot_start_is_a_warning_and_no_end()
    {
        await Sandbox.DisposeAsync();
        Directory.CreateDirectory(UrlPath);
        using var logs = new RecordingLogs();

        Assert.Null(await SandboxPush.StartAsync(_data, TimeProvider.System, logs));
        Assert.StartsWith("Warning: the push sandbox cannot start, so no phone is pushed: ", Assert.Single(logs.Lines));
        Directory.Delete(UrlPath);
    }

    Task<PushOutcome> SendAsync(string provider, string param, string token, PushService service, PushEvent happened)
    {
        var message = new PushMessage
        {
            Provider = provider,
            Param = param,
            Token = token,
            Service = service,
            Event = happened,
            CallId = "call",
            TimeToLive = TimeSpan.FromSeconds(60),
        };
        return Sandbox.Providers.Find(provider, param)!.Provider.SendAsync(message, message.TimeToLive, Cancellation);
    }
}
