using Rouse.Push.Http;

namespace Rouse.Push.Tests.Http;

public sealed class UrlTemplateTests
{
    private static readonly PushMessage Message = PushScene.Message with { InstanceId = "urn:uuid:1" };

    [Theory]
    [InlineData("{token}", "Secret-Token%3A1")]
    [InlineData("{param}", "org.example.phone")]
    [InlineData("{provider}", "fcm")]
    [InlineData("{call-id}", "a84b4c76e66710%40pc33.atlanta.com")]
    [InlineData("{uuid}", "65fd1ea2-2f6f-588d-b76f-547bfcdb1641")]
    [InlineData("{event}", "call")]
    [InlineData("{instance}", "urn%3Auuid%3A1")]
    [InlineData("{to}", "sip%3Abob%40example.org")]
    [InlineData("{from-uri}", "sip%3Aalice%40example.org")]
    [InlineData("{from-name}", "Alice%20%22A%22%20N%C3%A4f")]
    [InlineData("{provider}{event}/{param}", "fcmcall/org.example.phone")]
    [InlineData("$token", "Secret-Token%3A1")]
    [InlineData("$app-id", "org.example.phone")]
    [InlineData("$type", "fcm")]
    [InlineData("$call-id", "a84b4c76e66710%40pc33.atlanta.com")]
    [InlineData("$event", "call")]
    [InlineData("$uid", "urn%3Auuid%3A1")]
    [InlineData("$to-uri", "sip%3Abob%40example.org")]
    [InlineData("$from-uri", "sip%3Aalice%40example.org")]
    [InlineData("$from-name", "Alice%20%22A%22%20N%C3%A4f")]
    [InlineData("$type-$event$type", "fcm-callfcm")]
    [InlineData("$5$", "$5$")]
    public void Placeholder_becomes_its_value_percent_encoded(string template, string expanded)
    {
        Assert.Equal($"https://h/p/{expanded}", Expand($"https://h/p/{template}", Message, showCaller: true));
        Assert.Equal($"https://h/p?q={expanded}", Expand($"https://h/p?q={template}", Message, showCaller: true));
    }

    [Theory]
    [InlineData("{to}")]
    [InlineData("{from-uri}")]
    [InlineData("{from-name}")]
    [InlineData("$to-uri")]
    [InlineData("$from-uri")]
    [InlineData("$from-name")]
    public void Who_calls_whom_is_empty_unless_it_is_to_be_shown(string template) =>
        Assert.Equal("https://h/?q=", Expand($"https://h/?q={template}", Message, showCaller: false));

    [Theory]
    [InlineData("{to}")]
    [InlineData("{from-uri}")]
    [InlineData("{from-name}")]
    [InlineData("{instance}")]
    public void What_is_not_known_is_empty(string template)
    {
        var message = Message with { To = null, CallerUri = null, CallerName = null, InstanceId = null };
        Assert.Equal("https://h/?q=", Expand($"https://h/?q={template}", message, showCaller: true));
    }

    [Fact]
    public void Message_is_not_a_call() =>
        Assert.Equal("https://h/message", Expand("https://h/{event}", Message with { Event = PushEvent.Message }, showCaller: false));

    [Theory]
    [InlineData("a/b?c#d&e=f", "a%2Fb%3Fc%23d%26e%3Df")]
    [InlineData("../../admin", "..%2F..%2Fadmin")]
    [InlineData("%2e%2e", "%252e%252e")]
    [InlineData("a\r\nHost: b", "a%0D%0AHost%3A%20b")]
    [InlineData("{param}$type", "%7Bparam%7D%24type")]
    [InlineData("...", "...")]
    public void Hostile_token_stays_one_segment(string token, string expanded) =>
        Assert.Equal($"https://h/{expanded}/x", Expand("https://h/{token}/x", Message with { Token = token }, showCaller: false));

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("https://h/%EF%BF%BD", Expand("https://h/{token}", Message with { Token = "\ud800" }, showCaller: false));

    [Theory]
    [InlineData("https://h/a/{token}", "..")]
    [InlineData("https://h/a/{token}", ".")]
    [InlineData("https://h/a/{token}?x", "..")]
    [InlineData("https://h/a/.{token}/b", ".")]
    public void Token_that_would_lead_to_another_path_has_no_url(string template, string token) =>
        Assert.Null(Expand(template, Message with { Token = token }, showCaller: false));

    [Theory]
    [InlineData("https://h/a?t={token}", "https://h/a?t=..")]
    [InlineData("https://h?t=/{token}/", "https://h/?t=/../")]
    public void Dots_do_no_harm_in_a_query(string template, string expanded) =>
        Assert.Equal(expanded, Expand(template, Message with { Token = ".." }, showCaller: false));

    private static string? Expand(string template, PushMessage message, bool showCaller)
    {
        var errors = new List<string>();
        var uri = UrlTemplate.Parse(template, errors).Expand(message, showCaller);
        Assert.Empty(errors);
        return uri?.AbsoluteUri;
    }
}
