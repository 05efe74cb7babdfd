using System.Collections.Concurrent;

namespace Rouse.Sandbox.Fcm;

/// <summary>The projects that Google knows, by the e-mail address of their service account.</summary>
internal sealed class FcmProjects
{
    private readonly ConcurrentDictionary<string, FcmApp> _apps = new(StringComparer.Ordinal);

    public void Add(FcmApp app)
    {
        if (!_apps.TryAdd(app.ClientEmail, app))
            throw new ArgumentException($"project {app.Settings.ProjectId} is registered already");
    }

    public FcmApp? ByAccount(string? clientEmail) => clientEmail is not null ? _apps.GetValueOrDefault(clientEmail) : null;
}
