using System.Security.Cryptography;
using Rouse.Push.Fcm;
using Rouse.Push.Tests.Apns;
using Rouse.Push.Tests.Delivery;
using Rouse.Push.Tests.Fcm;
using Rouse.Sandbox;
using Rouse.Sandbox.Fcm;

namespace Rouse.Push.Tests.Sandbox;

/// <summary>The provider, and the sandbox in Google's place, both on the test's clock.</summary>
internal sealed class SandboxFcm : IAsyncDisposable
{
    private static readonly RSA OtherKey = RSA.Create(2048);

    private SandboxFcm(SandboxServer server, SignallingTime time, Func<SandboxFcm, FcmSettings, FcmSettings>? change)
    {
        (Server, Time) = (server, time);
        App = Register("example-phone", FcmScene.Key);
        Token = server.IssueToken(App);
        var settings = new FcmSettings
        {
            ServiceAccount = App.ServiceAccountJson,
            Url = server.Fcm.AbsoluteUri,
            Authority = server.Certificate.ExportCertificatePem(),
            ShowCaller = true,
        };
        Provider = new FcmProvider(change is null ? settings : change(this, settings), time, () => 0.5);
    }

    public SandboxServer Server { get; }

    public SignallingTime Time { get; }

    public FcmApp App { get; }

    public string Token { get; }

    public FcmProvider Provider { get; }

    public PushMessage Call => FcmScene.Message with { Token = Token };

    public static async Task<SandboxFcm> Start(
        Func<SandboxFcm, FcmSettings, FcmSettings>? change = null, FcmQuotaSettings? quota = null)
    {
        var time = ApnsScene.At(ApnsScene.Start);
        return new(await SandboxServer.StartAsync(new() { FcmQuota = quota ?? new() }, time), time, change);
    }

    public FcmApp RegisterOther() => Register("other-phone", OtherKey);

    public Task<PushOutcome> Send(PushMessage? message = null, TimeSpan? deadline = null) =>
        Provider.SendAsync(message ?? Call, deadline ?? FcmScene.Minutes, CancellationToken.None).Soon();

    /// <summary>Waits for the provider to begin a wait of this length, then lets it pass.</summary>
    public async Task Pass(TimeSpan wait)
    {
        await Time.TimerOf(wait);
        Time.Advance(wait);
    }

    public async ValueTask DisposeAsync()
    {
        Provider.Dispose();
        await Server.DisposeAsync();
    }

    private FcmApp Register(string project, RSA key) => Server.RegisterFcm(
        new() { ProjectId = project, ProjectNumber = $"{project.Length}", PrivateKeyPem = key.ExportPkcs8PrivateKeyPem() });
}
