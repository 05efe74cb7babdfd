namespace Rouse.Server.Forking;

/// <summary>Which of several final responses the caller gets (RFC 3261 §16.7 step 6).</summary>
static class BestResponse
{
    /// <summary>
    /// Whether <paramref name="candidate"/> is better than <paramref name="best"/> (0: there is none); the earlier of equals stays.
    /// </summary>
    public static bool IsBetter(int candidate, int best) => best == 0 || Rank(candidate) < Rank(best);

    /// <summary>What is sent for a status that must not go upstream as it is: a 503 speaks of one server only.</summary>
    public static int Upstream(int status) => status == 503 ? 500 : status;

    /// <summary>
    /// Whether only the caller can mend it, by credentials, another offer or another number: the codes of §16.7 step 6, and 488.
    /// </summary>
    public static bool IsUrgent(int status) => status is 401 or 407 or 415 or 420 or 484 or 488;

    // 6xx first, then the lowest class; within 4xx those that tell the caller what to change, then what a person did, then the rest.
    static int Rank(int status) => status switch
    {
        < 300 => 0,
        >= 600 => 1_000 + status,
        < 400 => 2_000 + status,
        401 or 407 => 3_000,
        415 or 420 or 484 => 3_100,
        486 => 3_200,
        408 => 3_990,
        480 => 3_980,
        < 500 => 3_300 + status - 400,
        503 => 4_999,
        _ => 4_000 + status - 500,
    };
}
