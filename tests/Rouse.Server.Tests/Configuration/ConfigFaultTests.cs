
namespace Rouse.Server.Tests.Configuration;

public sealed class ConfigFaultTests
{
    [Theory]
    [InlineData(
        "[registrar]\nmin_expire = \"60s\"",
        "f:2: key 'registrar.min_expire' is not known; did you mean 'min_expires' (duration, 1s to 1h)?")]
    [InlineData(
        "[registar]\nmin_expires = \"60s\"\nmax_expires = \"1d\"",
        "f:1: section 'registar' is not known; did you mean 'registrar'?")]
    [InlineData("domain = [\"a\"]", "f:1: key 'domain' is not known; did you mean 'domains' (list of host name or address)?")]
    [InlineData("ring_window = \"90s\"", "f:1: key 'ring_window' is not known; did you mean 'push.ring_window' (duration, 1s to 10m)?")]
    [InlineData(
        "[push.http]\nurl = \"http://a\"\nfoo = 1",
        "f:3: key 'push.http.foo' is not known; known here: url, method, headers, show_caller, policy, cancel")]
    [InlineData(
        "[push]\nhttp = { ulr = \"http://a\" }",
        "f:2: key 'push.http.ulr' is not known; did you mean 'url' (http:// or https:// URL, with placeholders)?")]
    [InlineData(
        "[\"Ω\"]",
        "f:1: section 'Ω' is not known; known here: "
        + "domains, listen, public_address, data, drain, tls, auth, trust, registrar, forking, records, route, forward, dns, diversion, "
        + "push, guard, timelines, store, admin, log")]
    [InlineData("[[gateway]]\nupstream = \"sip:a\"", "f:1: 'gateway' is not in this version yet; take it out")]
    [InlineData(
        "[push.apps.\"org.example\"]\napn = { key = \"a\" }",
        "f:2: section 'push.apps.\"org.example\".apn' is not known; did you mean 'apns'?")]
    [InlineData(
        "[push.apps.\"org.example\"]\napns = { keyid = \"a\" }",
        "f:2: key 'push.apps.\"org.example\".apns.keyid' is not known; did you mean 'key_id' (text)?")]
    [InlineData(
        "[push.apps]\napns = { key = \"a\" }",
        "f:2: key 'push.apps.apns.key' is not known; did you mean 'push.apps.NAME.apns.key' (path, or the file's text)?")]
    public void Unknown_key_is_refused_with_the_nearest(string text, string fault) => Expect(text, fault);

    [Theory]
    [InlineData("[push]\nring_window = \"90\"", "f:2: push.ring_window: \"90\" is not a duration; write \"90s\"")]
    [InlineData("[push]\nring_window = 90", "f:2: push.ring_window: 90 is not a duration; write \"90s\"")]
    [InlineData(
        "[push]\nring_window = \"soon\"",
        "f:2: push.ring_window: \"soon\" is not a duration; write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData(
        "[push]\nring_window = true",
        "f:2: push.ring_window: true is not a duration; write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData(
        "[push]\nring_window = 1.5",
        "f:2: push.ring_window: 1.5 is not a duration; write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData(
        "[push]\nring_window = 1979-05-27",
        "f:2: push.ring_window: 1979-05-27 is not a duration; write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData(
        "[push]\nring_window = [\"90s\"]",
        "f:2: push.ring_window: a list is not a duration; write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData(
        "[push.ring_window]\na = 1",
        "f:1: push.ring_window: a table is not a duration; write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData("push = 1", "f:1: 'push' is a section; write [push] and its keys below")]
    [InlineData("[push]\nhttp = \"https://a\"", "f:2: 'push.http' is a section; write [push.http] and its keys below")]
    [InlineData("domains = \"example.org\"", "f:1: domains: \"example.org\" is not a list; write [\"example.org\"]")]
    [InlineData("domains = []", "f:1: domains: the list is empty")]
    [InlineData("domains = [\n  \"example.org\",\n  5,\n]", "f:3: domains: 5 is not text in quotes; write \"5\"")]
    [InlineData("domains = [\"example.org\", \"EXAMPLE.org\"]", "f:1: domains: \"example.org\" stands twice")]
    [InlineData(
        "domains = [\"sip:example.org\"]",
        "f:1: domains: \"sip:example.org\" is not a host name or an address, without port, such as sip.example.org")]
    [InlineData(
        "domains = [\"münchen.example\"]",
        "f:1: domains: \"münchen.example\" is written \"xn--mnchen-3ya.example\" in SIP (RFC 5890)")]
    [InlineData(
        "public_address = \"192.0.2.1:5060\"",
        "f:1: public_address: \"192.0.2.1:5060\" is not a host name or an address, without port, such as sip.example.org")]
    [InlineData("data = \"\"", "f:1: data: the path is empty")]
    [InlineData("data = 1", "f:1: data: 1 is not text in quotes; write \"1\"")]
    [InlineData("[auth]\nenabled = \"yes\"", "f:2: auth.enabled: \"yes\" is neither true nor false")]
    [InlineData("[auth]\nenabled = \"true\"", "f:2: auth.enabled: true stands without quotes")]
    [InlineData("[auth]\nalgorithms = [\"SHA-1\"]", "f:2: auth.algorithms: \"SHA-1\" is not \"MD5\" or \"SHA-256\"")]
    [InlineData("[admin]\nlisten = \"127.0.0.1:8060\"", "f:2: admin.listen needs admin.token")]
    [InlineData("[admin]\nlisten = \"8060\"", "f:2: admin.listen: \"8060\" is not an IP address and a port; write 127.0.0.1:8060")]
    [InlineData("[admin]\nlisten = \"::1\"", "f:2: admin.listen: \"::1\" is not an IP address and a port; write 127.0.0.1:8060")]
    [InlineData(
        "[admin]\nlisten = \"host:8060\"", "f:2: admin.listen: \"host:8060\" is not an IP address and a port; write 127.0.0.1:8060")]
    [InlineData("[admin]\ntoken = \"0123456789abcde\"", "f:2: admin.token: the token is too short; 16 characters are the least")]
    [InlineData(
        "[admin]\nlisten = \"127.0.0.1:1\"\ntoken = \"0123456789 abcdef\"",
        "f:3: admin.token: the token must be printable ASCII without blanks")]
    [InlineData("[auth]\nstrangers = true", "f:2: auth.strangers: true is not \"refuse\" or \"accept\"")]
    [InlineData(
        "[auth.domains.\"a b\"]\nalgorithms = [\"MD5\"]",
        "f:2: auth.domains.a b.algorithms: \"a b\" is not a host name or an address, without port, such as sip.example.org")]
    [InlineData(
        "domains = [\"a.example\"]\n[auth.domains.\"b.example\"]\nalgorithms = [\"MD5\"]",
        "f:3: auth.domains: 'b.example' is not one of domains")]
    [InlineData(
        "[registrar]\nservice_route = [\"sip:p1.example.org\"]",
        "f:2: registrar.service_route: \"sip:p1.example.org\" is not a SIP URI with lr, such as sip:sip.example.org;lr")]
    [InlineData(
        "[registrar]\nmax_contacts = \"12\"",
        "f:2: registrar.max_contacts: \"12\" is not a whole number from 1 to 100 without quotes")]
    [InlineData(
        "[push.apps.\"org.example\"]\nfcm = \"a\"",
        "f:2: 'push.apps.\"org.example\".fcm' is a section; write [push.apps.\"org.example\".fcm] and its keys below")]
    [InlineData(
        "[push.apps.\"org.example\"]\napns = { environment = \"sandbox\" }",
        "f:2: push.apps.\"org.example\".apns.environment: \"sandbox\" is not \"production\" or \"development\" or \"both\"")]
    [InlineData("[forking]\nredirects = \"yes\"", "f:2: forking.redirects: \"yes\" is not \"pass\" or \"follow\"")]
    [InlineData("[forking]\ndecline = \"everywhere\"", "f:2: forking.decline: \"everywhere\" is not \"all\" or \"one\"")]
    [InlineData("[forking]\ngroup_wait = \"0\"", "f:2: forking.group_wait: 0 is too short; it may be 1s to 3m")]
    [InlineData("push.max_per_phone = -1", "f:1: push.max_per_phone: -1 is not from 0 to 1000000")]
    [InlineData("push.max_per_caller = 1000001", "f:1: push.max_per_caller: 1000001 is not from 0 to 1000000")]
    [InlineData("[push]\nprovisional = 183", "f:2: push.provisional: 183 is not 110 or 180 or 182")]
    [InlineData("[push.http]\nurl = \"ftp://a\"", "f:2: push.http.url: this is not a URL that begins with http:// or https://")]
    [InlineData("[push.http]\nurl = \"https:///secret\"", "f:2: push.http.url: this is not a URL that begins with http:// or https://")]
    [InlineData("[push.http]\nmethod = \"POST\"", "f:2: push.http needs url")]
    [InlineData(
        "[push.http]\nurl = \"http://a\"\nheaders = { \"a b\" = \"c\" }",
        "f:3: push.http.headers.a b: \"a b\" is not the name of a header")]
    [InlineData(
        "[push.http]\nurl = \"http://a\"\nheaders = { a = \"secret\\r\\nb: c\" }",
        "f:3: push.http.headers.a: a header has no control characters")]
    public void Wrong_value_is_refused_with_what_to_write(string text, string fault) => Expect(text, fault);

    [Theory]
    [InlineData("\"-5s\"", "\"-5s\"", "write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData("\"1.5m\"", "\"1.5m\"", "write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData("\"99999999999999999999d\"", "\"99999999999999999999d\"",
        "write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData("9000", "9000", "write a whole number and ms, s, m, h or d in quotes, 1s to 10m")]
    [InlineData("600", "600", "write \"600s\"")]
    [InlineData("\"90 s\"", "\"90 s\"", "write \"90s\"")]
    [InlineData("\"2 minutes\"", "\"2 minutes\"", "write \"2m\"")]
    [InlineData("\"90SEC\"", "\"90SEC\"", "write \"90s\"")]
    public void Duration_that_was_probably_meant_is_named(string written, string shown, string text) =>
        Expect($"push.ring_window = {written}", $"f:1: push.ring_window: {shown} is not a duration; {text}");

    [Theory]
    [InlineData("domains = \"a.example, b.example\"", "\"a.example, b.example\" is not a list; write [\"a.example\", \"b.example\"]")]
    [InlineData("domains = 5", "5 is not a list; it may be a list of host name or address")]
    [InlineData("domains = true", "true is not a list; it may be a list of host name or address")]
    public void List_that_was_probably_meant_is_named(string text, string fault) => Expect(text, "f:1: domains: " + fault);

    [Theory]
    [InlineData("[push.apps.org.example.phone]\napns = { key = \"a\" }")]
    [InlineData("[push.apps.org.example.phone.apns]\nkey = \"a\"")]
    public void Name_with_dots_must_stand_in_quotes(string text) => Expect(
        text,
        "f:1: section 'push.apps.org.example' is not known; a name with dots stands in quotes: [push.apps.\"org.example.phone\"]");

    [Theory]
    [InlineData("[Auth]\nenabled = true", "f:1: section 'Auth' is not known; did you mean 'auth'?")]
    [InlineData("[auth]\nEnabled = true", "f:2: key 'auth.Enabled' is not known; did you mean 'enabled' (true or false)?")]
    [InlineData(
        "[push]\nring-window = \"90s\"", "f:2: key 'push.ring-window' is not known; did you mean 'ring_window' (duration, 1s to 10m)?")]
    [InlineData(
        "[registrar]\nring_window = \"90s\"",
        "f:2: key 'registrar.ring_window' is not known; did you mean 'push.ring_window' (duration, 1s to 10m)?")]
    [InlineData("[[auth]]\nenabled = true", "f:1: 'auth' is a section; write [auth] and its keys below")]
    [InlineData("data = \"a\"\r\n[push]\r\nreach = \"25d\"\r\n", "f:3: push.reach: 25d is too long; it may be 0 to 24d")]
    public void Name_and_section_are_told_with_what_may_stand_there(string text, string fault) => Expect(text, fault);

    [Theory]
    [InlineData("listen = \"udp://*:5060\"", "f:1: listen: \"udp://*:5060\" is not a list; write [\"udp://*:5060\"]")]
    [InlineData(
        "listen = [\n\"udp://*:5060\",\n\"ws://*:5062\"]",
        "f:3: listen: WebSocket comes later; this version listens on udp://, tcp:// and tls://")]
    [InlineData("listen = [\"udp://*\", \"udp://*:5060\"]", "f:1: listen: \"udp://*:5060\" stands twice")]
    [InlineData("listen = [5060]", "f:1: listen: 5060 is not a listen address; write \"udp://*:5060\"")]
    [InlineData("listen = [{ public_address = \"a\" }]", "f:1: listen: a listener needs url")]
    [InlineData("listen = [{ url = 5060 }]", "f:1: listen: 5060 is not a listen address")]
    [InlineData(
        "listen = [{ url = \"udp://*\", host = \"a\" }]",
        "f:1: listen: 'host' is not known; a listener has url and public_address")]
    [InlineData(
        "listen = [{ url = \"udp://*\", public_address = \"a:1\" }]",
        "f:1: listen: \"a:1\" is not a host name or an address, without port, such as sip.example.org")]
    public void Wrong_listener_is_refused(string text, string fault) => Expect(text, fault);

    [Theory]
    [InlineData("auth.nonce_expires", "10s", "9999ms", "is too short; it may be 10s to 1d")]
    [InlineData("auth.nonce_expires", "1d", "86401s", "is too long; it may be 10s to 1d")]
    [InlineData("registrar.min_expires", "1h", "3601s", "is too long; it may be 1s to 1h")]
    [InlineData("registrar.min_expires", "1s", "999ms", "is too short; it may be 1s to 1h")]
    [InlineData("registrar.force_expires", "24d", "25d", "is too long; it may be 0 to 24d")]
    [InlineData("push.ring_window", "1s", "999ms", "is too short; it may be 1s to 10m")]
    [InlineData("push.ring_window", "10m", "601s", "is too long; it may be 1s to 10m")]
    [InlineData("push.when_silent", "32s", "33s", "is too long; it may be 0 to 32s")]
    [InlineData("push.reach", "24d", "25d", "is too long; it may be 0 to 24d")]
    [InlineData("timelines.keep", "366d", "367d", "is too long; it may be 0 to 366d")]
    public void Duration_keeps_its_limits(string key, string limit, string beyond, string text)
    {
        Assert.Empty(ConfigFileTests.Read($"{key} = \"{limit}\"").Faults);
        Expect($"{key} = \"{beyond}\"", $"f:1: {key}: {beyond} {text}");
    }

    [Theory]
    [InlineData("registrar.max_contacts", 1, 100)]
    [InlineData("registrar.max_contacts_per_register", 1, 100)]
    [InlineData("timelines.exchanges", 1, 1_000_000)]
    [InlineData("timelines.megabytes", 1, 2_048)]
    [InlineData("timelines.keep_megabytes", 1, 65_536)]
    public void Number_keeps_its_limits(string key, int least, int most)
    {
        Assert.Empty(ConfigFileTests.Read($"{key} = {least}").Faults);
        Assert.Empty(ConfigFileTests.Read($"{key} = {most}").Faults);
        Expect($"{key} = {least - 1}", $"f:1: {key}: {least - 1} is not from {least} to {most}");
        Expect($"{key} = {most + 1}", $"f:1: {key}: {most + 1} is not from {least} to {most}");
    }

    [Theory]
    [InlineData("min_expires = \"30m\"\ndefault_expires = \"30m\"\nmax_expires = \"30m\"", null)]
    [InlineData(
        "min_expires = \"31m\"\ndefault_expires = \"30m\"",
        "f:2: registrar.min_expires 31m is more than registrar.default_expires 30m")]
    [InlineData("default_expires = \"59s\"", "f:2: registrar.default_expires 59s is less than registrar.min_expires 1m")]
    [InlineData("max_expires = \"30m\"", "f:2: registrar.max_expires 30m is less than registrar.default_expires 1h")]
    [InlineData("default_expires = \"2d\"", "f:2: registrar.default_expires 2d is more than registrar.max_expires 1d")]
    [InlineData("default_expires = \"2d\"\nmax_expires = \"3\"", "f:3: registrar.max_expires: \"3\" is not a duration; write \"3s\"")]
    public void Expiry_times_stand_in_order(string keys, string? fault) => Expect("[registrar]\n" + keys, fault is null ? [] : [fault]);

    [Theory]
    [InlineData(
        "a.b = 1\ndata = 'x'\ndata = 'y'",
        "f:1: section 'a' is not known; known here: "
        + "domains, listen, public_address, data, drain, tls, auth, trust, registrar, forking, records, route, forward, dns, diversion, "
        + "push, guard, timelines, store, admin, log",
        "f:3: key 'data' is set twice; first in line 2")]
    [InlineData("[push]\nreach = \"1d\"\n[push]\nring_window = \"90s\"", "f:3: section 'push' stands twice; first in line 1")]
    [InlineData(
        "[push]\nhttp = { url = \"http://a\" }\n[push.http]\nmethod = \"PUT\"",
        "f:3: section 'push.http' stands twice; first in line 2")]
    [InlineData(
        "push = { reach = \"1d\" }\npush.ring_window = \"90s\"",
        "f:2: 'push.ring_window' cannot be added: 'push' is complete in line 1")]
    [InlineData("[push]\nhttp = { url = \"http://a\", url = \"http://b\" }", "f:2: key 'push.http.url' is set twice; first in line 2")]
    [InlineData("[[listen]]\nurl = \"udp://*\"\n[listen]\nurl = \"tcp://*\"", "f:3: section 'listen' stands twice; first in line 1")]
    public void Key_or_section_stands_once(string text, params string[] faults) => Expect(text, faults);

    [Theory]
    [InlineData("[push]\nring_window = 90s", "f:2: text and durations stand in quotes; write ring_window = \"90s\"")]
    [InlineData("data = /var/lib/rouse # here", "f:1: text and durations stand in quotes; write data = \"/var/lib/rouse\"")]
    [InlineData("[push", "f:1: a section stands in brackets; write [push]")]
    [InlineData("[push\nring_window = \"soon\"\n[auth]\nenabled = 1", "f:1: a section stands in brackets; write [push]",
        "f:4: auth.enabled: 1 is neither true nor false")]
    [InlineData("push]\nring_window = \"90s\"", "f:1: a section stands in brackets; write [push]")]
    [InlineData("[push]]\nring_window = \"90s\"", "f:1: a section stands in brackets; write [push]")]
    [InlineData("data", "f:1: 'data' has no value; write data = and the value")]
    [InlineData("data =", "f:1: 'data' has no value; write data = and the value")]
    [InlineData("data: 'a'", "f:1: a key and its value stand with = between them; write data = 'a'")]
    [InlineData("data \"a\"", "f:1: a key and its value stand with = between them; write data = \"a\"")]
    [InlineData("data = \"a\nlisten = 1\nusers = 2", "f:1: the text has no closing quote", "f:3: the text has no closing quote")]
    [InlineData("[auth]\nenabled = on", "f:2: yes and no are written true and false; write enabled = true")]
    [InlineData("[auth]\nenabled = False", "f:2: yes and no are written true and false; write enabled = false")]
    [InlineData("domains = [a.example]", "f:1: text in a list stands in quotes; write [\"one\", \"two\"]")]
    [InlineData("domains = [\"a.example\" \"b.example\"]", "f:1: a comma is missing between two values of the list")]
    [InlineData("domains = [\"a.example\",\n\"b.example\"\n", "f:3: a list that began above has no closing ]")]
    [InlineData("[registrar]\nmax_contacts = 99999999999999999999", "f:2: the number is too large")]
    [InlineData("data = \"C:\\data\"", "f:1: a backslash in quotes begins a special character; write the text in single quotes")]
    [InlineData("{\"data\": \"a\"}", "f:1: not TOML: unexpected token [{] found")]
    public void Line_that_is_not_TOML_is_named(string text, params string[] faults) => Expect(text, faults);

    [Fact]
    public void All_faults_come_at_once_in_the_order_of_the_file() => Expect(
        """
        domain = ["example.org"]
        data = broken
        [registrar]
        min_expires = "2h"
        max_expires = 5
        [push]
        reach = "25d"
        reach = "1d"
        when_silent = nothing
        [push.http]
        policy = "sometimes"
        """,
        "f:1: key 'domain' is not known; did you mean 'domains' (list of host name or address)?",
        "f:2: text and durations stand in quotes; write data = \"broken\"",
        "f:4: registrar.min_expires: 2h is too long; it may be 1s to 1h",
        "f:5: registrar.max_expires: 5 is not a duration; write \"5s\"",
        "f:7: push.reach: 25d is too long; it may be 0 to 24d",
        "f:8: key 'push.reach' is set twice; first in line 7",
        "f:9: text and durations stand in quotes; write when_silent = \"nothing\"",
        "f:11: push.http.policy: \"sometimes\" is not \"when_silent\" or \"always\"");

    [Fact]
    public void Cut_file_never_throws()
    {
        for (var length = 0; length <= EveryKey.Text.Length; length++)
            ConfigFileTests.Read(EveryKey.Text[..length]);
        for (var start = 0; start < EveryKey.Text.Length; start++)
            ConfigFileTests.Read(EveryKey.Text[start..]);
    }

    [Fact]
    public void Long_value_is_cut_in_the_fault()
    {
        var fault = Assert.Single(ConfigFileTests.Read($"domains = [\"{new string('a', 300)}\"]").Faults).ToString();

        Assert.True(fault.Length < 400, fault);
    }

    static void Expect(string text, params string[] faults) =>
        Assert.Equal(faults, ConfigFileTests.Read(text, "f").Faults.Select(fault => fault.ToString()));
}
