using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.RegistrationEvents;

/// <summary>The subscriptions to registrations that there are: bounded, since each lives for hours.</summary>
sealed class Subscriptions(
    ILocationStore locations, LocationWatches watches, IRequestSender sender, RunList runList, Timers timers, TimeProvider time)
{
    /// <summary>Of one user: its devices twice; own decision.</summary>
    public const int MostOfOne = 24;

    /// <summary>Of all; own decision, some 20 MB.</summary>
    public const int Most = 20_000;

    readonly Lock _lock = new();
    readonly Dictionary<ulong, Subscription> _byDialog = [];
    readonly Dictionary<AddressOfRecord, int> _counts = [];

    public ILocationStore Locations => locations;

    public IRequestSender Sender => sender;

    public RunList RunList => runList;

    public Timers Timers => timers;

    public TimeProvider Time => time;

    public int Count
    {
        get
        {
            lock (_lock)
                return _byDialog.Count;
        }
    }

    public Subscription? Find(ulong dialogId)
    {
        lock (_lock)
            return _byDialog.GetValueOrDefault(dialogId);
    }

    /// <summary>The subscription of this dialog, a new one where there is none; false when there are too many.</summary>
    public bool TryBegin(SubscriptionDialog dialog, AddressOfRecord aor, out Subscription subscription)
    {
        lock (_lock)
        {
            if (_byDialog.TryGetValue(dialog.Id, out subscription!))
                return true;
            var count = _counts.GetValueOrDefault(aor);
            if (count >= MostOfOne || _byDialog.Count >= Most)
                return false;
            _counts[aor] = count + 1;
            _byDialog[dialog.Id] = subscription = new Subscription(this, dialog, aor);
        }
        watches.Watch(aor, subscription);
        return true;
    }

    public void End(Subscription subscription)
    {
        lock (_lock)
        {
            if (!_byDialog.Remove(subscription.Dialog.Id))
                return;
            var left = _counts[subscription.Aor] - 1;
            if (left == 0)
                _counts.Remove(subscription.Aor);
            else
                _counts[subscription.Aor] = left;
        }
        watches.Unwatch(subscription.Aor, subscription);
    }
}
