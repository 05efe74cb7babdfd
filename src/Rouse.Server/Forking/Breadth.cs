using Rouse.Protocol.Sip;

namespace Rouse.Server.Forking;

/// <summary>
/// How many branches a request may have at once, here and behind us (Max-Breadth, RFC 5393 §5). The branches of one phone count once,
/// because it will answer one of them.
/// </summary>
/// <param name="Incoming">Of the request; what all targets that are called may have together.</param>
/// <param name="Kept">What phones that are known leave to those that appear while the request is held.</param>
readonly record struct Breadth(int Incoming, int Kept)
{
    /// <summary>What a request without the header gets, and the most that is believed (RFC 5393 §5.3.3).</summary>
    public const int Usual = 60;

    /// <summary>As many as a user has phones, by default.</summary>
    const int Newcomers = 12;

    // No hop may take from a value that came (RFC 5393 §5.3.3).
    public static Breadth Of(SipRequest request, ForkKind kind)
    {
        var kept = kind == ForkKind.Basic ? 0 : Newcomers;
        return Read(request.Headers) is { } incoming ? new Breadth(incoming, 0) : new Breadth(Usual + kept, kept);
    }

    /// <summary>
    /// What the header says, at most <see cref="Usual"/>; null without one that can be read. The least of several counts.
    /// </summary>
    public static int? Read(HeaderList headers)
    {
        int? least = null;
        for (var i = headers.IndexOf(HeaderName.MaxBreadth); i >= 0; i = headers.IndexOf(HeaderName.MaxBreadth, i + 1))
        {
            if (int.TryParse(headers.Value(i).Span, out var value) && value >= 0 && (least == null || value < least))
                least = Math.Min(value, Usual);
        }
        return least;
    }

    /// <summary>What is not given away.</summary>
    public int Left(TargetSet targets) => Incoming - targets.Breadth;

    /// <summary>What each of the targets gets that are not called yet; 1 at least, which there must be.</summary>
    public int ShareOf(TargetSet targets) => Math.Max(1, (Left(targets) - Kept) / targets.Candidates);
}
