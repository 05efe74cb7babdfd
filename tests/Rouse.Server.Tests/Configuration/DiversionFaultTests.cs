using Rouse.Configuration;
using Rouse.Server.Diversion;

namespace Rouse.Server.Tests.Configuration;

/// <summary>What is wrong with <c>[diversion]</c> and <c>[records]</c>.</summary>
public sealed class DiversionFaultTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[diversion]\nto = \"voicemail\"", "2: diversion.to: \"voicemail\" is not the SIP URI of a user")]
    [InlineData("[diversion]\nto = \"sip:example.org\"", "2: diversion.to: \"sip:example.org\" is not the SIP URI of a user")]
    [InlineData(
        "domains = [\"example.org\"]\n[diversion]\nto = \"sip:vm@elsewhere.example\"",
        "3: diversion.to: 'elsewhere.example' is not one of domains")]
    [InlineData(
        "domains = [\"example.org\"]\n[diversion.domains.\"example.net\"]\nto = \"sip:vm@example.org\"",
        "3: diversion.domains: 'example.net' is not one of domains")]
    [InlineData(
        "[diversion]\non = [\"noanswer\"]",
        "2: diversion.on: \"noanswer\" is not \"busy\" or \"no answer\" or \"unreachable\"; did you mean \"no answer\"?")]
    [InlineData("[diversion]\nring_time = \"4s\"", "2: diversion.ring_time: 4s is too short; it may be 5s to 3m")]
    [InlineData("[diversion]\nring = \"30s\"", "2: key 'diversion.ring' is not known; ")]
    [InlineData("[records]\nfiles = \"records.txt\"", "2: key 'records.files' is not known; did you mean 'file' (path)?")]
    public void Fault_has_its_line(string text, string fault)
    {
        var (file, loaded) = Load(text);

        Assert.StartsWith($"{file}:{fault}", Assert.Single(loaded.Faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_the_records_file_are_told_with_its_line()
    {
        var records = _folder.Write("records.txt", "sip:fax@example.org\n");

        var (file, loaded) = Load("[records]\nfile = \"records.txt\"");

        Assert.Equal(
            [$"{file}:2: records.file: {records}:1: a contact belongs behind the address"],
            loaded.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void Everything_has_its_default()
    {
        var diversion = Load("[diversion]\nto = \"sip:voicemail@example.org\"").Loaded.Options.Diversion;

        Assert.Equal([DiversionCase.Busy, DiversionCase.NoAnswer, DiversionCase.Unreachable], diversion.On);
        Assert.Equal((TimeSpan.FromSeconds(30), "sip:voicemail@example.org"), (diversion.RingTime, diversion.ToOf("example.org")));
    }

    (string File, ServerConfiguration Loaded) Load(string text)
    {
        var file = _folder.Write("rouse.toml", text + "\n");
        return (file, ServerConfiguration.Load(file, [], []));
    }
}
