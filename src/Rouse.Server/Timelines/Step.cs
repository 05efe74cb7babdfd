namespace Rouse.Server.Timelines;

/// <summary>One thing that happened in an exchange. It becomes text only when somebody reads it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">Time since the request came.</param>
/// <param name="Phone">Number of the phone that it is about, from 1 (<see cref="Timeline.AddPhone"/>); 0 for none.</param>
/// <param name="Status">See <see cref="StepKind"/>.</param>
/// <param name="Detail">See <see cref="StepKind"/>.</param>
readonly record struct Step(StepKind Kind, TimeSpan At, int Phone, int Status, object? Detail)
{
    /// <summary>The same with only what is kept of its detail.</summary>
    public Step Kept(bool privacy) => this with { Detail = StepDetail.Kept(Kind, Detail, privacy) };
}
