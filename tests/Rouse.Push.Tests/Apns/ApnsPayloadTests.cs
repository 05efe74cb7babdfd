using System.Text;
using System.Text.Json;
using Rouse.Push.Apns;
using Rouse.Push.Payloads;
using Rouse.Push.Tests.Payloads;

namespace Rouse.Push.Tests.Apns;

public sealed class ApnsPayloadTests
{
    private static readonly PushMessage Remote = ApnsScene.Message with { Service = PushService.Remote };

    [Fact]
    public void Voip_push_tells_the_call_but_not_who_calls() =>
        Assert.Equal(Golden.Read("apns-call-voip"), Payload(ApnsPushType.Voip, ApnsScene.Message, showCaller: false));

    [Fact]
    public void Voip_push_tells_who_calls_where_that_is_configured() =>
        Assert.Equal(Golden.Read("apns-call-voip-shown"), Payload(ApnsPushType.Voip, ApnsScene.Message));

    [Fact]
    public void Call_without_a_voip_token_is_an_alert() =>
        Assert.Equal(Golden.Read("apns-call-alert"), Payload(ApnsPushType.Alert, Remote));

    [Fact]
    public void Message_is_an_alert() =>
        Assert.Equal(Golden.Read("apns-message-alert"), Payload(ApnsPushType.Alert, Remote with { Event = PushEvent.Message }));

    [Fact]
    public void Message_of_a_chat_room_names_it() => Assert.Equal(
        Golden.Read("apns-room-alert"),
        Payload(ApnsPushType.Alert, Remote with { Event = PushEvent.Message, ChatRoom = "sip:room@example.org" }));

    [Fact]
    public void Refresh_shows_nothing() => Assert.Equal(
        Golden.Read("apns-refresh-background"),
        Payload(ApnsPushType.Background, Remote with { Event = PushEvent.Refresh }, showCaller: false));

    [Fact]
    public void End_of_a_call_shows_nothing() => Assert.Equal(
        Golden.Read("apns-cancel-background"),
        Payload(ApnsPushType.Background, Remote with { Event = PushEvent.Cancel }, showCaller: false));

    [Theory]
    [InlineData(PushEvent.Call, null, "call-key", "call.caf")]
    [InlineData(PushEvent.Message, null, "message-key", "message.caf")]
    [InlineData(PushEvent.Message, "sip:room@example.org", "room-key", "message.caf")]
    public void Texts_and_sounds_are_those_that_the_app_asked_for(PushEvent happened, string? room, string key, string sound)
    {
        var texts = new Dictionary<string, string>
        {
            ["pn-call-str"] = "call-key",
            ["pn-msg-str"] = "message-key",
            ["pn-groupchat-str"] = "room-key",
            ["pn-call-snd"] = "call.caf",
            ["pn-msg-snd"] = "message.caf",
            ["pn-silent"] = "1",
        };
        var aps = Parse(Payload(ApnsPushType.Alert, Remote with { Event = happened, ChatRoom = room, Texts = texts })).GetProperty("aps");

        Assert.Equal(key, aps.GetProperty("alert").GetProperty("loc-key").GetString());
        Assert.Equal(sound, aps.GetProperty("sound").GetString());
    }

    [Fact]
    public void Caller_without_a_name_is_shown_by_the_uri()
    {
        var payload = Parse(Payload(ApnsPushType.Voip, ApnsScene.Message with { CallerName = null }));

        Assert.Equal("sip:alice@example.org", payload.GetProperty("aps").GetProperty("loc-args")[0].GetString());
    }

    [Theory]
    [InlineData("urn:uuid:1")]
    [InlineData("<urn:uuid:1>")]
    [InlineData("\"<urn:uuid:1>\"")]
    public void Instance_stands_as_in_the_contact_however_it_is_given(string instance)
    {
        var payload = Parse(Payload(ApnsPushType.Voip, ApnsScene.Message with { InstanceId = instance }));

        Assert.Equal("\"<urn:uuid:1>\"", payload.GetProperty("aps").GetProperty("uuid").GetString());
    }

    [Theory]
    [InlineData("quote\" backslash\\ newline\n nul\0")]
    [InlineData("\"},\"aps\":{\"x\":\"")]
    [InlineData("Näf Юлия 🐓")]
    public void Hostile_name_stays_a_string(string name)
    {
        var payload = Parse(Payload(ApnsPushType.Voip, ApnsScene.Message with { CallerName = name }));

        Assert.Equal(name, payload.GetProperty("display-name").GetString());
        Assert.Equal(60, payload.GetProperty("pn_ttl").GetInt32());
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        var payload = Parse(Payload(ApnsPushType.Voip, ApnsScene.Message with { CallerName = "a\ud800" }));

        Assert.Equal("a\ufffd", payload.GetProperty("display-name").GetString());
    }

    [Fact]
    public void Cyrillic_name_takes_the_room_of_its_octets() =>
        Assert.Contains("Юлия", Payload(ApnsPushType.Voip, ApnsScene.Message with { CallerName = "Юлия" }));

    private static string Payload(ApnsPushType type, PushMessage message, bool showCaller = true) =>
        Encoding.UTF8.GetString(ApnsPayload.Serialize(type, new(message, showCaller, ApnsScene.Start, PayloadTrim.Nothing)));

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
