using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Forking;

/// <summary>Reason that a CANCEL gives (RFC 3326).</summary>
/// <param name="Value">Of the Reason header; empty gives none.</param>
readonly record struct CancelReason(ReadOnlyMemory<byte> Value)
{
    /// <summary>Read by Linphone: the app shows no missed call.</summary>
    public static readonly CancelReason CompletedElsewhere = new("SIP;cause=200;text=\"Call completed elsewhere\""u8.ToArray());

    /// <summary>What the caller gives: one reason per protocol (RFC 3326 §2).</summary>
    public static CancelReason Of(SipRequest cancel)
    {
        var all = new List<byte>();
        foreach (var reason in cancel.Headers.Values(HeaderName.Reason))
        {
            if (all.Count > 0)
                all.AddRange(", "u8);
            all.AddRange(reason.Span);
        }
        return new(all.ToArray());
    }

    public override string ToString() => Encoding.UTF8.GetString(Value.Span);

    /// <summary>The 6xx of another device.</summary>
    public static CancelReason Of(SipResponse response) =>
        new(Encoding.ASCII.GetBytes($"SIP;cause={response.Status};text=\"{SipStatus.Phrase(response.Status)}\""));
}
