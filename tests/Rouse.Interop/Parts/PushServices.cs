using Rouse.Sandbox;
using Rouse.Sandbox.Apns;
using Rouse.Sandbox.Fcm;

namespace Rouse.Interop.Parts;

/// <summary>Apple's and Google's push services as the sandbox plays them, with one app on each that the server has the keys of.</summary>
internal sealed class PushServices : IPushService
{
    public const string BundleId = "org.example.phone";
    public const string TeamId = "TEAM123456";
    private const string KeyId = "KEY1234567";

    private static readonly FcmAppSettings Project = new() { ProjectId = "example-phone", ProjectNumber = "123456789012" };

    private readonly SandboxServer _sandbox;
    private readonly ApnsApp _apns;
    private readonly FcmApp _fcm;

    private PushServices(SandboxServer sandbox)
    {
        _sandbox = sandbox;
        _apns = sandbox.RegisterApns(new() { TeamId = TeamId, KeyId = KeyId, BundleIds = [BundleId] });
        _fcm = sandbox.RegisterFcm(Project);
        sandbox.Pushes.OnPush += push => Pushes.Add(push);
    }

    /// <summary>Those that the services took.</summary>
    public EventLog<AcceptedPush> Pushes { get; } = new("push services");

    public SandboxScript Script => _sandbox.Script;

    public static async Task<PushServices> Start() => new(await SandboxServer.StartAsync(new(), TimeProvider.System));

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>What an app on this system gets when it asks to be pushed.</summary>
    public PushSettings Register(PhoneSystem system)
    {
        if (system == PhoneSystem.Android)
            return new PushSettings("fcm", Project.ProjectNumber, _sandbox.IssueToken(_fcm));
        var voip = _sandbox.IssueToken(_apns, BundleId, ApnsEnvironment.Production, ApnsTokenKind.Voip);
        var remote = _sandbox.IssueToken(_apns, BundleId, ApnsEnvironment.Production, ApnsTokenKind.Remote);
        return new PushSettings("apns", $"{TeamId}.{BundleId}.voip&remote", $"{voip}:voip&{remote}:remote");
    }

    /// <summary>The app was removed from the phone.</summary>
    public void Unregister(PushSettings app)
    {
        foreach (var token in app.Prid.Split('&'))
            Assert.True(_sandbox.Kill(app.Provider == "fcm" ? token : token[..token.IndexOf(':')]));
    }

    public string WriteConfiguration(string folder)
    {
        var key = Path.Combine(folder, "AuthKey.p8");
        var account = Path.Combine(folder, "firebase.json");
        var authority = Path.Combine(folder, "sandbox.pem");
        File.WriteAllText(key, _apns.PrivateKeyPem);
        File.WriteAllText(account, _fcm.ServiceAccountJson);
        File.WriteAllText(authority, _sandbox.Certificate.ExportCertificatePem());
        return $"""
            [push.apps."{BundleId}".apns]
            key = "{key}"
            key_id = "{KeyId}"
            team_id = "{TeamId}"
            url = "{_sandbox.ApnsProduction}"
            development_url = "{_sandbox.ApnsDevelopment}"
            authority = "{authority}"

            [push.apps."{BundleId}".fcm]
            service_account = "{account}"
            project_number = "{Project.ProjectNumber}"
            url = "{_sandbox.Fcm}"
            authority = "{authority}"

            """;
    }
}
