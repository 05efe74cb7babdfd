namespace Rouse.Server.Diversion;

/// <summary>Which answers of a call are diverted, and what the other side is told of it (RFC 4458 §4).</summary>
static class DiversionRules
{
    /// <summary>Null for an answer that the caller must hear: what it asked for cannot be had anywhere else either.</summary>
    public static DiversionCase? CaseOf(int status) => status switch
    {
        486 or 600 or 603 => DiversionCase.Busy,
        408 => DiversionCase.NoAnswer,
        404 or 410 or 430 or 480 or 500 or 503 or 604 => DiversionCase.Unreachable,
        _ => null,
    };

    /// <summary>Value of <c>cause</c>.</summary>
    public static int CauseOf(DiversionCase why) => why switch
    {
        DiversionCase.Busy => 486,
        DiversionCase.NoAnswer => 408,
        _ => 404,
    };
}
