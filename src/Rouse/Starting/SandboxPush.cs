using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Rouse.Push;
using Rouse.Push.Apns;
using Rouse.Push.Fcm;
using Rouse.Sandbox;
using Rouse.Sandbox.Apns;
using Rouse.Sandbox.Fcm;
using Rouse.Server.Push;

namespace Rouse.Starting;

/// <summary>
/// Pushes while no provider is configured: the real clients of Apple and Google, in front of a sandbox in this process that takes every
/// token. Only phones on this machine are served, and nothing leaves it.
/// </summary>
sealed partial class SandboxPush : IAsyncDisposable
{
    /// <summary>In the data folder while the sandbox runs: where devices on this machine get their pushes.</summary>
    public const string UrlName = "sandbox.url";

    /// <summary>For the start report and the log.</summary>
    public const string Notice = PushMessages.SandboxNotice + "; set [push.apps] or [push.http]";

    // Names in the form of Apple's and Google's.
    const string TeamId = "SANDBOX000";
    const string KeyId = "SANDBOXKEY";
    const string ProjectId = "sandbox";
    const string ProjectNumber = "100000000000";

    readonly SandboxServer _server;
    readonly ApnsProvider _apns;
    readonly FcmProvider _fcm;
    readonly string _urlPath;
    int _isDisposed;

    SandboxPush(SandboxServer server, string urlPath, TimeProvider time)
    {
        _server = server;
        _urlPath = urlPath;
        var authority = server.Certificate.ExportCertificatePem();
        var app = server.RegisterApns(new ApnsAppSettings { TeamId = TeamId, KeyId = KeyId, AnyBundle = true });
        var project = server.RegisterFcm(new FcmAppSettings { ProjectId = ProjectId, ProjectNumber = ProjectNumber });
        _apns = new ApnsProvider(
            new ApnsSettings
            {
                Key = app.PrivateKeyPem,
                KeyId = KeyId,
                TeamId = TeamId,
                Url = server.ApnsProduction.ToString(),
                DevelopmentUrl = server.ApnsDevelopment.ToString(),
                Authority = authority,
            },
            time);
        _fcm = new FcmProvider(
            new FcmSettings { ServiceAccount = project.ServiceAccountJson, Url = server.Fcm.ToString(), Authority = authority }, time);
        Providers = new PushProviders([App("apns", _apns), App("apns.dev", _apns), App("fcm", _fcm)]);
    }

    public PushProviders Providers { get; }

    /// <summary>Null, with a warning in the log, if this machine lets no sandbox run: then phones are not pushed.</summary>
    public static async Task<SandboxPush?> StartAsync(DataFolder data, TimeProvider time, ILogger log)
    {
        SandboxServer? server = null;
        try
        {
            server = await SandboxServer.StartAsync(new SandboxSettings { AcceptsAnyToken = true }, time);
            var sandbox = new SandboxPush(server, data.PathOf(UrlName), time);
            // One that was left behind by a crash.
            File.Delete(sandbox._urlPath);
            PrivateFile.Write(sandbox._urlPath, Encoding.ASCII.GetBytes($"{server.Devices}\n"));
            return sandbox;
        }
        catch (Exception failure) when (failure is IOException or SocketException or CryptographicException
            or UnauthorizedAccessException or RefusedStartException)
        {
            LogNotStarted(log, failure.Message);
            await (server?.DisposeAsync() ?? default);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A configured provider may have ended it before.
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        File.Delete(_urlPath);
        _apns.Dispose();
        _fcm.Dispose();
        await _server.DisposeAsync();
    }

    static PushApp App(string type, IPushProvider provider) => new()
    {
        Name = $"{type} sandbox",
        Type = type,
        Provider = new Marked(provider),
        IsSandbox = true,
    };

    [LoggerMessage(LogLevel.Warning, "the push sandbox cannot start, so no phone is pushed: {Reason}")]
    static partial void LogNotStarted(ILogger log, string reason);

    /// <summary>Says of each outcome what it is worth.</summary>
    sealed class Marked(IPushProvider provider) : IPushProvider
    {
        public PushLoad? Load => provider.Load;

        public async Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation) =>
            await provider.SendAsync(message, deadline, cancellation) with { IsSandbox = true };
    }
}
