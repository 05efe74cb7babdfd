using System.Globalization;

namespace Rouse.Push.Payloads;

/// <summary>What is left out of a payload that is too large: each step leaves out what those before it do.</summary>
internal enum PayloadTrim : byte
{
    Nothing,
    DisplayName,
    CallerUri,

    /// <summary>What the phone itself asked for: texts, sounds, its instance, the chat room.</summary>
    Texts,
}

/// <summary>
/// The values that payloads of all providers share, named as Flexisip names them. Who calls is in them only if that is shown.
/// </summary>
internal readonly record struct PayloadFields(PushMessage Message, bool ShowCaller, DateTimeOffset SentAt, PayloadTrim Trim)
{
    public string FromUri => ShowCaller && Trim < PayloadTrim.CallerUri ? Message.CallerUri ?? "" : "";

    public string DisplayName => ShowCaller && Trim < PayloadTrim.DisplayName ? Message.CallerName ?? "" : "";

    /// <summary>What a text names the caller by.</summary>
    public string From => DisplayName is { Length: > 0 } name ? name : FromUri;

    /// <summary>Key of the app's localised text; the defaults are those of Linphone's apps.</summary>
    public string TextKey => Message switch
    {
        { Event: PushEvent.Call } => Text("pn-call-str", "IC_MSG"),
        { Event: PushEvent.Refresh or PushEvent.Cancel } => "IC_SIL",
        { ChatRoom: not null } => Text("pn-groupchat-str", "GC_MSG"),
        _ => Text("pn-msg-str", "IM_MSG"),
    };

    /// <summary>Name of the app's sound file; <c>empty</c> is what Linphone's apps call silence.</summary>
    public string Sound => Text(Message.Event == PushEvent.Call ? "pn-call-snd" : "pn-msg-snd", "empty");

    public string? ChatRoom => Trim < PayloadTrim.Texts ? Message.ChatRoom : null;

    /// <summary>The instance as it stands in the Contact: a URN in angle brackets and quotes (RFC 5626 §4.1).</summary>
    public string Instance =>
        Trim < PayloadTrim.Texts && Message.InstanceId is { Length: > 0 } instance ? $"\"<{instance.Trim('"').Trim('<', '>')}>\"" : "";

    /// <summary>UTC, as Flexisip writes it.</summary>
    public string SendTime => SentAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private string Text(string parameter, string otherwise) =>
        Trim < PayloadTrim.Texts && Message.Texts.TryGetValue(parameter, out var text) && text.Length > 0 ? text : otherwise;
}
