using System.Text;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Admin;

/// <summary>One phone of a user: where it is, how it is woken, and until when it can be reached.</summary>
sealed record BindingReport
{
    /// <summary>The same as long as the phone names itself the same.</summary>
    public required string Id { get; init; }

    public required string Aor { get; init; }

    /// <summary>Its Contact URI without push parameters.</summary>
    public required string Contact { get; init; }

    /// <summary><c>+sip.instance</c>; null if it gave none.</summary>
    public string? Instance { get; init; }

    /// <summary><c>awake</c>, <c>dormant</c> or <c>asleep</c>.</summary>
    public required string State { get; init; }

    /// <summary>The open flow, such as <c>TCP 192.0.2.7:40001</c>; null when there is none.</summary>
    public string? Flow { get; init; }

    /// <summary>When the last byte came on that flow.</summary>
    public DateTimeOffset? LastByteAt { get; init; }

    /// <summary>Of its last REGISTER: a later one has a higher number.</summary>
    public required long RegisterNumber { get; init; }

    /// <summary>When its last REGISTER came.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When its registration ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The configured app that pushes it; null for none.</summary>
    public string? App { get; init; }

    /// <summary>Whether a push would be sent now.</summary>
    public required bool CanBePushed { get; init; }

    /// <summary>Why (not), such as <c>token in order</c>.</summary>
    public required string Push { get; init; }

    /// <summary>Until when a call reaches it if nothing changes; null: not now.</summary>
    public DateTimeOffset? ReachableUntil { get; init; }

    /// <summary>Why that long, or why not.</summary>
    public required string Reason { get; init; }
}

/// <param name="Bindings">By address of record, the newest registration first.</param>
/// <param name="More">How many there are beyond those.</param>
sealed record BindingList(IReadOnlyList<BindingReport> Bindings, int More)
{
    /// <summary>Contacts of the records file; they never end.</summary>
    public IReadOnlyList<RecordReport> Records { get; init; } = [];
}

/// <summary>A contact that the operator has written down.</summary>
/// <param name="Aor">Whose.</param>
/// <param name="Contact">As it stands in the file.</param>
sealed record RecordReport(string Aor, string Contact)
{
    public static RecordReport Of(StaticContact contact) => new(contact.Aor.ToString(), Encoding.UTF8.GetString(contact.Contact.Span));
}
