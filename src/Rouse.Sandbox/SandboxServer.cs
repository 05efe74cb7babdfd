using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rouse.Sandbox.Apns;
using Rouse.Sandbox.Devices;
using Rouse.Sandbox.Fcm;
using Rouse.Sandbox.Hosting;

namespace Rouse.Sandbox;

/// <summary>
/// Plays APNs and FCM on loopback, as strictly as their documents: nothing is sent to Apple or Google. Each service has a port of its own,
/// chosen by the system, with TLS and a certificate made for this run.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly ApnsSenders _apnsSenders = new(new(), new());
    private readonly ApnsTokens _apnsTokens;
    private readonly FcmProjects _fcmProjects = new();
    private readonly FcmTokens _fcmTokens;
    private readonly AccessTokens _accessTokens;
    private readonly X509Certificate2 _certificate = LoopbackCertificate.Create();
    private readonly TimeProvider _time;
    private readonly Listener _production;
    private readonly Listener _development;
    private readonly Listener _google;
    private readonly DeviceConnections _deviceConnections;
    private readonly Listener _devices;
    private SandboxHost? _host;

    private SandboxServer(SandboxSettings settings, TimeProvider time)
    {
        _time = time;
        Pushes = new(settings.KeptPushes);
        _apnsTokens = new(settings.AcceptsAnyToken, time);
        _fcmTokens = new(settings.AcceptsAnyToken);
        Certificate = X509CertificateLoader.LoadCertificate(_certificate.RawData);
        _production = Apns(ApnsEnvironment.Production);
        _development = Apns(ApnsEnvironment.Development);
        _accessTokens = new(time);
        var oauth = new OAuthEndpoint(_fcmProjects, _accessTokens, Script, time);
        var fcm = new FcmEndpoint(_accessTokens, _fcmTokens, new(settings.FcmQuota, time), Script, Pushes, time);
        // Google's hosts also speak HTTP/1.1.
        _google = new(new GoogleEndpoint(oauth, fcm), HttpProtocols.Http1AndHttp2);
        _deviceConnections = new(time);
        Pushes.OnPush += _deviceConnections.Deliver;
        _devices = new(new DeviceEndpoint(_deviceConnections), HttpProtocols.Http1) { IsPlain = true };
    }

    /// <summary>The certificate that it shows, without its key: trust this one and no other.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Stands for <c>https://api.push.apple.com</c>.</summary>
    public Uri ApnsProduction => _production.Url!;

    /// <summary>Stands for <c>https://api.sandbox.push.apple.com</c>.</summary>
    public Uri ApnsDevelopment => _development.Url!;

    /// <summary>Stands for <c>https://fcm.googleapis.com</c>.</summary>
    public Uri Fcm => _google.Url!;

    /// <summary>Stands for <c>https://oauth2.googleapis.com/token</c>; every service-account file from here names it.</summary>
    public Uri OAuth => new(Fcm, OAuthEndpoint.Path);

    /// <summary>
    /// The devices' side, plain HTTP/1.1: GET <c>/devices/TOKEN</c> stays open and gets a line of JSON for each push to the token
    /// (<see cref="SandboxDevice"/> reads them).
    /// </summary>
    public Uri Devices => new(_devices.Url!, DeviceEndpoint.Path);

    /// <summary>Devices that are connected now.</summary>
    public int ConnectedDevices => _deviceConnections.Count;

    /// <summary>TCP connections that senders have made since the start.</summary>
    public int Connections => _production.Connections + _development.Connections + _google.Connections;

    public PushLog Pushes { get; }

    public SandboxScript Script { get; } = new();

    /// <param name="address">A loopback address; null: 127.0.0.1.</param>
    /// <exception cref="ArgumentException">The address is not a loopback one.</exception>
    public static async Task<SandboxServer> StartAsync(
        SandboxSettings settings, TimeProvider time, IPAddress? address = null, CancellationToken cancellation = default)
    {
        address ??= IPAddress.Loopback;
        if (!IPAddress.IsLoopback(address))
            throw new ArgumentException($"{address} is not a loopback address: the sandbox serves only this machine", nameof(address));
        var server = new SandboxServer(settings, time);
        Listener[] listeners = [server._production, server._development, server._google, server._devices];
        server._host = await SandboxHost.StartAsync(
            address, settings.MaxConcurrentStreams, server._certificate, listeners, cancellation);
        return server;
    }

    /// <exception cref="ArgumentException">It names no bundle id, or its key id is registered already.</exception>
    public ApnsApp RegisterApns(ApnsAppSettings settings)
    {
        var app = new ApnsApp(settings);
        _apnsSenders.Keys.Add(app);
        return app;
    }

    /// <summary>
    /// A client certificate with its private key, PEM, that lets its owner push to the app's bundle ids in the app's environments without a
    /// provider token.
    /// </summary>
    public string IssueCertificate(ApnsApp app) => _apnsSenders.Certificates.Issue(app);

    /// <exception cref="ArgumentException">The project is registered already.</exception>
    public FcmApp RegisterFcm(FcmAppSettings settings)
    {
        var app = new FcmApp(settings, OAuth);
        _fcmProjects.Add(app);
        return app;
    }

    /// <summary>A device token as the operating system would give it to the app; only these are valid.</summary>
    public string IssueToken(ApnsApp app, string bundleId, ApnsEnvironment environment, ApnsTokenKind kind) =>
        _apnsTokens.Issue(new(app, bundleId, environment, kind));

    /// <summary>A registration token as Firebase's library would give it to the app; only these are valid.</summary>
    public string IssueToken(FcmApp app) => _fcmTokens.Issue(app);

    /// <summary>
    /// The app was removed from the device: from now on FCM answers 404 UNREGISTERED, APNs 410 Unregistered, or ExpiredToken if
    /// <paramref name="reason"/> says so.
    /// </summary>
    /// <returns>False if the sandbox never gave out such a token.</returns>
    public bool Kill(string token, string reason = "Unregistered") =>
        _apnsTokens.Kill(token, reason, _time.GetUtcNow()) || _fcmTokens.Kill(token);

    /// <summary>Every access token that was given out is worthless from now on: FCM answers 401.</summary>
    public void RevokeAccessTokens() => _accessTokens.Revoke();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host)
            return;
        await host.DisposeAsync();
        _certificate.Dispose();
        Certificate.Dispose();
    }

    private Listener Apns(ApnsEnvironment environment) =>
        new(new ApnsEndpoint(environment, _apnsSenders, _apnsTokens, Script, Pushes, _time), HttpProtocols.Http2)
        {
            TakesClientCertificates = true,
        };
}
