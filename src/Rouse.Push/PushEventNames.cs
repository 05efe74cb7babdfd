namespace Rouse.Push;

/// <summary>How an event is written for apps and endpoints.</summary>
internal static class PushEventNames
{
    public static string Name(this PushEvent pushEvent) => pushEvent switch
    {
        PushEvent.Call => "call",
        PushEvent.Refresh => "refresh",
        PushEvent.Cancel => "cancel",
        _ => "message",
    };
}
