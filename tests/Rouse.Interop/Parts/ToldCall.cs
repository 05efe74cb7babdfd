using System.Text.Json;

namespace Rouse.Interop.Parts;

/// <summary>A call or message as the program tells of it to an operator: <c>rouse call CALL-ID --json</c>.</summary>
/// <param name="Status">Of the final response.</param>
/// <param name="Verdict">The fact.</param>
/// <param name="Hint">What often causes it; empty where the fact says all.</param>
/// <param name="Steps">The kind of each.</param>
internal sealed record ToldCall(int Status, string Verdict, string Hint, IReadOnlyList<string> Steps)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="callId">Call-ID of the INVITE or MESSAGE.</param>
    /// <param name="folder">Where the command's log is kept.</param>
    /// <param name="data">Data folder of the server.</param>
    public static async Task<ToldCall> Of(string callId, string folder, string data)
    {
        await using var command = new PartProcess("rouse-call", folder, Places.Rouse, ["call", callId, "--json", "--data", data]);
        var code = await command.Exit(Patience);
        var printed = string.Join('\n', command.Lines);
        Assert.True(code == 0, $"rouse call ended with {code}: {printed}");
        using var json = JsonDocument.Parse(printed);
        var call = Assert.Single(json.RootElement.GetProperty("calls").EnumerateArray());
        Assert.Equal(callId, call.GetProperty("call_id").GetString());
        return new(
            call.GetProperty("status").GetInt32(),
            call.GetProperty("verdict").GetString()!,
            call.TryGetProperty("hint", out var hint) ? hint.GetString()! : "",
            [.. call.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("kind").GetString()!)]);
    }

    /// <summary>These kinds of steps are told in this order, perhaps with others among them.</summary>
    public void HasSteps(params string[] kinds)
    {
        var rest = Steps.AsEnumerable();
        foreach (var kind in kinds)
        {
            rest = rest.SkipWhile(step => step != kind).ToList();
            Assert.True(rest.Any(), $"no {kind} where it should be in: {string.Join(' ', Steps)}");
            rest = rest.Skip(1);
        }
    }
}
