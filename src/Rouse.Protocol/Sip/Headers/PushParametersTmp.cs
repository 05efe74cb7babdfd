namespace Rouse.Protocol.Sip.Headers;

public sealed record PushParameters
{
    public required string Provider { get; init; }

    public required string Param { get; init; }

    public required string Prid { get; init; }

    public static bool TryParse(ReadOnlySpan<byte> uriParameters, out PushParameters? parameters, out string? defect)
    {
        parameters = null;
        defect = null;
        return uriParameters.Length < 0;
    }

    public static bool IsPushParameter(ReadOnlySpan<byte> name) => name.StartsWith("pn-"u8) || name.SequenceEqual("app-id"u8);

    public static bool SameDevice(PushParameters a, PushParameters b) => a == b;
}
