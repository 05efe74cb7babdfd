using Microsoft.Extensions.Logging;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Transport;

/// <summary>Certificates while the server runs: changed files, broken files, and the end of their time.</summary>
public class TlsCertificatesTests
{
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Changed_files_count_from_the_next_handshake_on_and_connections_stay()
    {
        await using var server = new TlsServer(Answering.Sink());
        using var before = await server.PhoneAsync();
        server.Write("first", "renewed.test");
        server.Time.Advance(TlsCertificates.Look - Tick);
        using (var still = await server.PhoneAsync())
            Assert.Equal("CN=first.test", still.Shown.Subject);
        server.Time.Advance(Tick);
        using var after = await server.PhoneAsync();
        Assert.Equal("CN=renewed.test", after.Shown.Subject);
        Assert.EndsWith(
            "first.pem has changed; new connections get it", Assert.Single(Lines(server, LogLevel.Information)), StringComparison.Ordinal);

        before.Send(Wire.Request("a"));
        Assert.Equal(Wire.Answer("a"), await before.ReceiveAsync(Wire.Answer("a").Length));
    }

    [Fact]
    public async Task Change_counts_at_once_when_it_is_asked_for()
    {
        await using var server = new TlsServer(new RecordingSink());
        server.Write("first", "renewed.test");
        Assert.Empty(server.Certificates.Reread());
        using var phone = await server.PhoneAsync();
        Assert.Equal("CN=renewed.test", phone.Shown.Subject);
    }

    [Theory, InlineData("first.pem", "is not PEM"), InlineData("first.key", "is not a private key in PEM")]
    public async Task Broken_file_is_told_once_and_the_old_certificate_serves_on(string file, string fault)
    {
        await using var server = new TlsServer(new RecordingSink());
        server.WriteText(file, "nonsense");
        for (var i = 0; i < 5; i++)
            server.Time.Advance(TlsCertificates.Look);
        Assert.Contains(fault, Assert.Single(Lines(server, LogLevel.Error)), StringComparison.Ordinal);
        Assert.Contains(fault, Assert.Single(server.Certificates.Reread()), StringComparison.Ordinal);
        using (var phone = await server.PhoneAsync())
            Assert.Equal("CN=first.test", phone.Shown.Subject);

        server.Write("first", "renewed.test");
        server.Time.Advance(TlsCertificates.Look);
        using var after = await server.PhoneAsync();
        Assert.Equal("CN=renewed.test", after.Shown.Subject);
        Assert.Empty(server.Certificates.Reread());
    }

    [Fact]
    public async Task Certificate_that_is_written_before_its_key_counts_when_both_are_there()
    {
        await using var server = new TlsServer(new RecordingSink());
        var (chain, key) = server.Authority.Issue("renewed.test");
        server.WriteText("first.pem", chain);
        server.Time.Advance(TlsCertificates.Look);
        Assert.Contains("is not the one of certificate", Assert.Single(Lines(server, LogLevel.Error)), StringComparison.Ordinal);
        server.WriteText("first.key", key);
        server.Time.Advance(TlsCertificates.Look);
        using var phone = await server.PhoneAsync();
        Assert.Equal("CN=renewed.test", phone.Shown.Subject);
    }

    [Fact]
    public async Task End_is_told_daily_from_thirty_days_before()
    {
        await using var server = new TlsServer(new RecordingSink());
        server.Write("first", server.Authority.Issue(server.Time.GetUtcNow(), server.Time.GetUtcNow().AddDays(40), "first.test"));
        server.Certificates.Reread();
        server.Time.Advance(10 * Day - TlsCertificates.Look);
        Assert.Empty(Lines(server, LogLevel.Warning));
        server.Time.Advance(TlsCertificates.Look);
        Assert.Contains(
            "first.pem of first.test ends in 30 days, on 2026-02-10", Assert.Single(Lines(server, LogLevel.Warning)),
            StringComparison.Ordinal);
        server.Time.Advance(Day - TlsCertificates.Look);
        Assert.Single(Lines(server, LogLevel.Warning));
        server.Time.Advance(TlsCertificates.Look);
        Assert.Equal(2, Lines(server, LogLevel.Warning).Count);

        server.Time.Advance(29 * Day);
        Assert.Contains("has ended on 2026-02-10", Assert.Single(Lines(server, LogLevel.Error)), StringComparison.Ordinal);
        server.Time.Advance(Day);
        Assert.Equal(2, Lines(server, LogLevel.Error).Count);
    }

    [Fact]
    public async Task Renewed_certificate_is_told_of_no_more()
    {
        await using var server = new TlsServer(new RecordingSink());
        server.Write("first", server.Authority.Issue(server.Time.GetUtcNow(), server.Time.GetUtcNow().AddDays(20), "first.test"));
        server.Certificates.Reread();
        Assert.Single(Lines(server, LogLevel.Warning));
        server.Write("first", "first.test");
        server.Time.Advance(3 * Day);
        Assert.Single(Lines(server, LogLevel.Warning));
    }

    [Theory]
    [InlineData(-10, -1, "has expired on 2025-12-31; renew it")]
    [InlineData(1, 10, "is not valid before 2026-01-02; is the clock right?")]
    public async Task Certificate_out_of_its_time_is_not_taken(int from, int until, string fault)
    {
        await using var server = new TlsServer(new RecordingSink());
        var now = server.Time.GetUtcNow();
        server.Write("first", server.Authority.Issue(now.AddDays(from), now.AddDays(until), "first.test"));
        Assert.EndsWith(fault, Assert.Single(server.Certificates.Reread()), StringComparison.Ordinal);
        Assert.Single(Lines(server, LogLevel.Error));
        if (from < 0)
            return;
        // Its time comes without another change of the file.
        server.Time.Advance(2 * Day);
        Assert.Equal(now.AddDays(until), Assert.Single(server.Certificates.All).NotAfter);
    }

    [Fact]
    public void Start_with_files_that_are_wrong_names_all_of_them_and_logs_nothing()
    {
        var log = new RecordingLoggers();
        var options = new TlsOptions
        {
            Default = new TlsPair("none.pem", "none.key"),
            Names = new Dictionary<string, TlsPair> { ["a.test"] = new("other.pem", "other.key") },
            ClientCertificates = ClientCertificates.Require,
            ClientAuthority = "clients.pem",
        };
        var thrown = Assert.Throws<ArgumentException>(() => TlsCertificates.Open(options, TimeProvider.System, log));
        Assert.Equal(
            [
                "client_ca clients.pem cannot be read: there is no such file",
                "certificate none.pem cannot be read: there is no such file",
                "certificate other.pem cannot be read: there is no such file",
            ],
            thrown.Message.Split(Environment.NewLine));
        Assert.Empty(log.Lines);
    }

    [Fact]
    public void Names_are_those_that_the_certificate_lists()
    {
        using var authority = new TestAuthority();
        var folder = Directory.CreateTempSubdirectory("rouse-test-");
        authority.Write(folder.FullName, "a", "sip.example.org", "*.example.org", "192.0.2.1");
        var pair = new TlsPair(Path.Combine(folder.FullName, "a.pem"), Path.Combine(folder.FullName, "a.key"));
        Assert.Equal(
            ["sip.example.org", "*.example.org", "192.0.2.1"], TlsCertificate.Load(pair, DateTimeOffset.UtcNow, out _)!.Names);
        folder.Delete(recursive: true);
    }

    static List<string> Lines(TlsServer server, LogLevel level) =>
        [.. server.Log.Lines.Where(line => line.Level == level).Select(line => line.Text)];
}
