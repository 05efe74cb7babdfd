using Rouse.Push.Http;

namespace Rouse.Push.Tests.Http;

public sealed class HttpPushSettingsTests
{
    private static readonly HttpPushSettings Valid = new() { Url = "https://push.example.org/send" };

    [Fact]
    public void Url_alone_is_enough() => Assert.Empty(Valid.Validate());

    [Theory]
    [InlineData("http://push.example.org")]
    [InlineData("https://push.example.org:8443/{provider}/{param}?t={token}&c={call-id}&u={uuid}&e={event}&i={instance}")]
    [InlineData("http://[::1]:8080/?to={to}&from={from-uri}&name={from-name}")]
    [InlineData("http://10.0.0.1/$type/$event?from-uri=$from-uri&name=$from-name&callid=$call-id&to=$to-uri&app=$app-id&uid=$uid&t=$token")]
    [InlineData("http://push.example.org?t={token}")]
    [InlineData("https://push.example.org/price$/$1?a={token}")]
    public void Usable_url_is_accepted(string url) => Assert.Empty((Valid with { Url = url }).Validate());

    [Theory]
    [InlineData("https://push.example.org/{tok}", "unknown placeholder {tok}")]
    [InlineData("https://push.example.org/{Token}", "unknown placeholder {Token}")]
    [InlineData("https://push.example.org/{}", "unknown placeholder {}")]
    [InlineData("https://push.example.org/?s=$sound&x=1", "unknown placeholder $sound")]
    [InlineData("https://push.example.org/?s=$from-tag", "unknown placeholder $from-tag")]
    [InlineData("https://push.example.org/{token", "'{' without its partner")]
    [InlineData("https://push.example.org/token}", "'}' without its partner")]
    [InlineData("ftp://push.example.org/", "absolute http or https URL")]
    [InlineData("file:///etc/passwd", "absolute http or https URL")]
    [InlineData("push.example.org/send", "absolute http or https URL")]
    [InlineData("/send", "absolute http or https URL")]
    [InlineData("", "absolute http or https URL")]
    [InlineData("https:///send", "absolute http or https URL")]
    [InlineData("https://{param}.example.org/", "only in the path or the query")]
    [InlineData("https://push.example.org:{param}/", "absolute http or https URL")]
    [InlineData("https://push.example.org{token}", "only in the path or the query")]
    [InlineData("{token}://push.example.org/", "absolute http or https URL")]
    [InlineData("https://user:password@push.example.org/", "use an Authorization header")]
    [InlineData("https://push.example.org/#{token}", "fragment")]
    [InlineData("https://push.example.org/a/../{token}", "'..' segment")]
    public void Unusable_url_is_refused_with_a_reason(string url, string reason) =>
        Assert.Contains(reason, Assert.Single((Valid with { Url = url }).Validate()));

    [Theory]
    [InlineData("GET")]
    [InlineData("post")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public void Usable_method_is_accepted(string method) => Assert.Empty((Valid with { Method = method }).Validate());

    [Theory]
    [InlineData("")]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("POST ")]
    [InlineData("GET / HTTP/1.1\r\nX: y")]
    public void Unusable_method_is_refused(string method) =>
        Assert.Contains("the method must be one of", Assert.Single((Valid with { Method = method }).Validate()));

    [Theory]
    [InlineData("X-Api-Key", "a b~")]
    [InlineData("Host", "other.example.org")]
    [InlineData("Content-Type", "text/json")]
    [InlineData("X-Empty", "")]
    public void Usable_header_is_accepted(string name, string value) => Assert.Empty(With(name, value).Validate());

    [Theory]
    [InlineData("", "v", "is not a header name")]
    [InlineData("X Y", "v", "is not a header name")]
    [InlineData("X:", "v", "is not a header name")]
    [InlineData("Ä", "v", "is not a header name")]
    [InlineData("content-length", "5", "set by the client itself")]
    [InlineData("Transfer-Encoding", "chunked", "set by the client itself")]
    [InlineData("X-Api-Key", "a\r\nX-Other: b", "printable ASCII")]
    [InlineData("X-Api-Key", "schlüssel", "printable ASCII")]
    public void Unusable_header_is_refused(string name, string value, string reason) =>
        Assert.Contains(reason, Assert.Single(With(name, value).Validate()));

    [Theory]
    [InlineData("GET")]
    [InlineData("delete")]
    public void Header_of_a_body_is_refused_where_there_is_none(string method) =>
        Assert.Contains("describes a body", Assert.Single((With("Content-Type", "text/json") with { Method = method }).Validate()));

    [Fact]
    public void Limits_may_be_as_small_as_one()
    {
        var small = Valid with { MaxQueue = 1, MaxConcurrency = 1, RequestTimeout = TimeSpan.FromTicks(1) };
        Assert.Empty(small.Validate());
        Assert.Empty((Valid with { RequestTimeout = TimeSpan.FromHours(1) }).Validate());
    }

    [Fact]
    public void Limits_one_beyond_are_refused()
    {
        Assert.Contains("queue", Assert.Single((Valid with { MaxQueue = 0 }).Validate()));
        Assert.Contains("at once", Assert.Single((Valid with { MaxConcurrency = 0 }).Validate()));
        Assert.Contains("timeout", Assert.Single((Valid with { RequestTimeout = TimeSpan.Zero }).Validate()));
        Assert.Contains("timeout", Assert.Single((Valid with { RequestTimeout = TimeSpan.FromHours(1) + PushScene.Tick }).Validate()));
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        var wrong = Valid with { Url = "https://push.example.org/{a}/{b}", Method = "SING", MaxQueue = 0 };
        Assert.Equal(4, wrong.Validate().Count);
    }

    [Fact]
    public void Provider_is_not_made_from_wrong_settings()
    {
        var error = Assert.Throws<ArgumentException>(() => new HttpPushProvider(Valid with { Url = "https://h/{a}" }, TimeProvider.System));
        Assert.Contains("unknown placeholder {a}", error.Message);
    }

    private static HttpPushSettings With(string name, string value) =>
        Valid with { Headers = new Dictionary<string, string> { [name] = value } };
}
