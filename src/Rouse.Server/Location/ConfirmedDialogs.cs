using System.IO.Hashing;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Location;

/// <summary>
/// Which phones are in a call through us now (RFC 3261 §12.1: confirmed dialogs). A proxy keeps no dialogs; this is what it remembers of
/// them, for those who must not disturb a call. Bounded: what is forgotten too soon, or too late, costs one missed-call notice.
/// </summary>
sealed class ConfirmedDialogs(TimeProvider time)
{
    /// <summary>
    /// After so long without a re-INVITE or UPDATE a dialog counts as ended: both sides have vanished. Own decision, longer than nearly
    /// every call; a session timer (RFC 4028) renews it each half hour.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);

    /// <summary>More are not remembered, the oldest goes; own decision, 15 MB.</summary>
    internal const int Most = 100_000;

    readonly Lock _lock = new();
    readonly Dictionary<Dialog, LinkedListNode<(Dialog Dialog, long At)>> _dialogs = [];
    readonly Dictionary<ulong, int> _counts = [];

    // Oldest first.
    readonly LinkedList<(Dialog Dialog, long At)> _order = new();

    /// <summary>Sides of dialogs that are remembered; for tests.</summary>
    internal int Count => _dialogs.Count;

    /// <summary>Name of the dialog that a message with both tags belongs to, the same in both directions.</summary>
    public static ulong IdOf(SipMessage message) =>
        XxHash3.HashToUInt64(message.CallId) + XxHash3.HashToUInt64(message.FromTag) + XxHash3.HashToUInt64(message.ToTag);

    /// <summary>A phone is in a dialog, now or still.</summary>
    public void Confirm(ulong bindingId, ulong dialogId)
    {
        var dialog = new Dialog(bindingId, dialogId);
        lock (_lock)
        {
            Forget(dialog);
            if (_dialogs.Count >= Most)
                Forget(_order.First!.Value.Dialog);
            _dialogs[dialog] = _order.AddLast((dialog, time.GetTimestamp()));
            _counts[bindingId] = _counts.GetValueOrDefault(bindingId) + 1;
        }
    }

    public void End(ulong bindingId, ulong dialogId)
    {
        lock (_lock)
            Forget(new Dialog(bindingId, dialogId));
    }

    public bool Has(ulong bindingId)
    {
        lock (_lock)
        {
            while (_order.First is { } oldest && time.GetElapsedTime(oldest.Value.At) >= Lifetime)
                Forget(oldest.Value.Dialog);
            return _counts.ContainsKey(bindingId);
        }
    }

    void Forget(Dialog dialog)
    {
        if (!_dialogs.Remove(dialog, out var node))
            return;
        _order.Remove(node);
        var left = _counts[dialog.BindingId] - 1;
        if (left == 0)
            _counts.Remove(dialog.BindingId);
        else
            _counts[dialog.BindingId] = left;
    }

    readonly record struct Dialog(ulong BindingId, ulong Id);
}
