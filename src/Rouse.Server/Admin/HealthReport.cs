namespace Rouse.Server.Admin;

/// <summary>Whether the server can do its work, and what keeps it from it.</summary>
/// <param name="Status"><c>ok</c> or <c>failing</c>.</param>
/// <param name="Problems">Empty when it is well.</param>
sealed record HealthReport(string Status, IReadOnlyList<HealthProblem> Problems)
{
    public const string Ok = "ok";

    public static HealthReport Of(IEnumerable<HealthCheck> checks)
    {
        HealthProblem[] problems =
        [
            .. from check in checks
               let text = check.Problem()
               where text != null
               select new HealthProblem(check.Part, text),
        ];
        return new HealthReport(problems.Length == 0 ? Ok : "failing", problems);
    }
}

/// <param name="Part">Such as <c>listeners</c>, <c>store</c>, <c>draining</c>.</param>
/// <param name="Text">What is wrong: read by anybody, so without names and addresses.</param>
sealed record HealthProblem(string Part, string Text);

/// <summary>One thing that the server needs. Asked by every probe: it answers at once and from any thread.</summary>
/// <param name="Part">What it is called in <see cref="HealthProblem"/>.</param>
/// <param name="Problem">What is wrong; null when it is well.</param>
sealed record HealthCheck(string Part, Func<string?> Problem)
{
    /// <summary>Whether only a new process can help; what heals by itself is no reason to kill a server.</summary>
    public bool IsVital { get; init; }
}
