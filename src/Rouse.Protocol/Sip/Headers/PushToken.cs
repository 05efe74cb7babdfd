namespace Rouse.Protocol.Sip.Headers;

/// <summary>One device token of a Contact's push parameters.</summary>
/// <param name="Service">"voip" or "remote" for APNs, empty for every other provider.</param>
/// <param name="Token">What the provider's API takes.</param>
/// <param name="App"><c>pn-param</c> without the services: team.bundle for APNs (legacy: bundle), the project for FCM.</param>
public sealed record PushToken(string Service, string Token, string App)
{
    /// <summary>APNs: wakes the app, which must then show a call.</summary>
    public const string Voip = "voip";

    /// <summary>APNs: notifies the user.</summary>
    public const string Remote = "remote";

    /// <summary>For logs: the token is a secret.</summary>
    public override string ToString() => Service.Length == 0 ? App : $"{App}.{Service}";
}
