namespace Rouse.Server.Pipeline;

/// <summary>What a module made of a request.</summary>
enum Verdict : byte
{
    /// <summary>The next module's turn.</summary>
    Continue,

    /// <summary>A final response was sent; nothing more happens.</summary>
    Answered,

    /// <summary>The request lives on in its exchange: it was forked.</summary>
    Taken,

    /// <summary>Slow work was started; the loop goes on after this module when <see cref="RequestContext.Complete"/> is called.</summary>
    Suspended,

    /// <summary>No response is due.</summary>
    Dropped,
}
