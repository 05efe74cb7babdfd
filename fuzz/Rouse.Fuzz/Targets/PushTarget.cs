using Rouse.Protocol.Sip.Headers;

namespace Rouse.Fuzz.Targets;

/// <summary>Any bytes as push parameters, and as a Contact from which they are taken: then there are none any more.</summary>
static class PushTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        if (PushParameters.TryParse(data, out var parameters, out var defect))
            Read(data, parameters, defect);
        if (PushParameterMask.Strip(data.ToArray()) is not { } stripped)
            return;
        Invariant.Holds(stripped.Length < data.Length);
        Invariant.Holds(PushParameterMask.Strip(stripped) is null);
    }

    static void Read(ReadOnlySpan<byte> data, PushParameters parameters, string? defect)
    {
        Invariant.Holds(parameters.Defect == defect);
        Invariant.Holds(parameters.Provider.Length + parameters.Param.Length + parameters.Prid.Length <= data.Length);
        Invariant.Holds(parameters.Tokens.Count <= data.Length);
        Invariant.Holds(parameters.Equals(parameters) && PushParameters.SameDevice(parameters, parameters) == parameters.Tokens.Count > 0);
        _ = parameters.ForCall;
        Invariant.Holds(parameters.ForMessage is not { Service: PushToken.Voip });
    }
}
