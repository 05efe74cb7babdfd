namespace Rouse.Server.Telemetry;

/// <summary>The labels of a configured app, made once.</summary>
/// <param name="provider"><c>apns</c>, <c>fcm</c>, <c>http</c>.</param>
/// <param name="app">As the configuration names it.</param>
sealed class AppTags(string provider, string app)
{
    public static AppTags None { get; } = new("none", "none");

    public KeyValuePair<string, object?>[] Tags { get; } = [new("provider", provider), new("app", app)];

    public string Provider => provider;

    public string App => app;
}
