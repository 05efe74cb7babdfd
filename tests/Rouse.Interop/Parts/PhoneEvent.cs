using System.Text.Json;

namespace Rouse.Interop.Parts;

/// <summary>One event of a Linphone; <c>Linphone/events.c</c> makes them.</summary>
/// <param name="Kind">registration, call, stats, message, message_state, asleep, awake, ready, error</param>
/// <param name="State">The library's name of the state: Ok, IncomingReceived, StreamsRunning, End, Delivered …</param>
/// <param name="Time">When the phone saw it.</param>
internal sealed record PhoneEvent(string Kind, string State, DateTimeOffset Time)
{
    public string CallId { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>SIP status of a failure, 0 when there is none.</summary>
    public int Code { get; init; }

    public int RtpSent { get; init; }

    public int RtpReceived { get; init; }

    public bool Is(string kind, params ReadOnlySpan<string> states) => Kind == kind && (states.IsEmpty || states.Contains(State));

    public override string ToString() => $"{Kind} {State} {(Code == 0 ? "" : Code)} {Text}".TrimEnd();

    public static PhoneEvent Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var fields = json.RootElement;
        return new PhoneEvent(Word(fields, "event"), Word(fields, "state"), DateTimeOffset.FromUnixTimeMilliseconds(Number(fields, "time")))
        {
            CallId = Word(fields, "call_id"),
            Text = Word(fields, "text"),
            Code = (int)Number(fields, "code"),
            RtpSent = (int)Number(fields, "rtp_sent"),
            RtpReceived = (int)Number(fields, "rtp_received"),
        };
    }

    private static string Word(JsonElement fields, string name) => fields.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static long Number(JsonElement fields, string name) => fields.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
}
