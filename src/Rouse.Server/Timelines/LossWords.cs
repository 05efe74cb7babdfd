namespace Rouse.Server.Timelines;

/// <summary>Why a phone that had the request is lost or given up: details of <see cref="StepKind.Lost"/> and others.</summary>
static class LossWords
{
    public const string Connection = "its connection was lost";

    public const string Silence = "no answer";

    public const string TooLarge = "no datagram holds the request";
}
