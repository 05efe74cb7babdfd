using System.Text.Json;
using Rouse.Sandbox;
using Rouse.Sandbox.Fcm;

namespace Rouse.Benchmarks.Push;

/// <summary>What a client must know of the sandbox.</summary>
internal sealed record SandboxAddress(
    string Apns, string Fcm, string Authority, string Key, string KeyId, string TeamId, string ServiceAccount);

/// <summary>The process that plays Apple and Google: ends with its standard input.</summary>
internal static class PushSandbox
{
    public static async Task<int> RunAsync()
    {
        var settings = new SandboxSettings
        {
            AcceptsAnyToken = true,
            // A benchmark sends more in a minute than a project may.
            FcmQuota = new FcmQuotaSettings
            {
                PerProjectAndMinute = int.MaxValue,
                PerDeviceAndMinute = int.MaxValue,
                PerDeviceAndHour = int.MaxValue,
            },
        };
        await using var server = await SandboxServer.StartAsync(settings, TimeProvider.System);
        var app = server.RegisterApns(new() { TeamId = "TEAM123456", KeyId = "ABC123DEFG", AnyBundle = true });
        var project = server.RegisterFcm(new() { ProjectId = "example-phone", ProjectNumber = "123456789012" });
        var address = new SandboxAddress(
            server.ApnsProduction.AbsoluteUri,
            server.Fcm.AbsoluteUri,
            server.Certificate.ExportCertificatePem(),
            app.PrivateKeyPem!,
            app.Settings.KeyId,
            app.Settings.TeamId,
            project.ServiceAccountJson);
        Console.WriteLine(JsonSerializer.Serialize(address));
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
