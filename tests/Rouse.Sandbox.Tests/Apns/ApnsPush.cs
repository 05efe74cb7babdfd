using System.Text;
using System.Text.Json.Nodes;

namespace Rouse.Sandbox.Tests.Apns;

/// <summary>A push before it is sent: right unless the test spoils it.</summary>
internal sealed class ApnsPush
{
    public const string Json = """{"aps":{"alert":"Call"}}""";

    public HttpMethod Method { get; set; } = HttpMethod.Post;

    public required string Path { get; set; }

    public Dictionary<string, string> Headers { get; } = [];

    public byte[] Body { get; set; } = Encoding.UTF8.GetBytes(Json);

    public JsonObject TokenHeader { get; init; } = [];

    public JsonObject TokenClaims { get; init; } = [];

    /// <summary>What signs the provider token.</summary>
    public required string PrivateKeyPem { get; set; }

    public string? this[string header]
    {
        get => Headers.GetValueOrDefault(header);
        set
        {
            if (value is null)
                Headers.Remove(header);
            else
                Headers[header] = value;
        }
    }

    /// <summary>A body of exactly so many bytes.</summary>
    public void Fill(int bytes)
    {
        const string Empty = """{"aps":{},"x":""}""";
        Body = Encoding.UTF8.GetBytes(Empty.Insert(Empty.Length - 2, new string('x', bytes - Empty.Length)));
    }

    /// <summary>The provider token of <see cref="TokenHeader"/> and <see cref="TokenClaims"/>.</summary>
    public void Sign() => this["authorization"] = "bearer " + SignedToken.Es256(PrivateKeyPem, TokenHeader, TokenClaims);
}
