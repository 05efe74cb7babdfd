namespace Rouse.Push.Tests.Payloads;

/// <summary>The payloads in <c>docs/apps.md</c> are those that the tests of the providers compare with.</summary>
public sealed class AppsDocumentTests
{
    [Theory]
    [InlineData("apns-call-voip-shown")]
    [InlineData("apns-call-alert")]
    [InlineData("apns-message-alert")]
    [InlineData("fcm-call")]
    [InlineData("fcm-room")]
    public void Payload_in_the_document_is_the_tested_one(string name) =>
        Assert.Contains($"```json\n{Read("tests", "Rouse.Push.Tests", "Golden", name + ".json").Trim()}\n```", Read("docs", "apps.md"));

    private static string Read(params string[] path)
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Rouse.slnx")))
            directory = Path.GetDirectoryName(directory)!;
        return File.ReadAllText(Path.Combine([directory, .. path])).ReplaceLineEndings("\n");
    }
}
