using Rouse.Server.Location;

namespace Rouse.Server.Authentication.Sql;

/// <summary>
/// What was last said of a user. Who has not been asked for longest goes first. In stripes, so that neither a lock nor a growing
/// dictionary holds up the threads that receive.
/// </summary>
sealed class AccountCache
{
    const int StripeCount = 16;

    readonly Stripe[] _stripes = new Stripe[StripeCount];

    /// <param name="capacity">Entries, about.</param>
    public AccountCache(int capacity)
    {
        for (var i = 0; i < StripeCount; i++)
            _stripes[i] = new Stripe(Math.Max(1, capacity / StripeCount));
    }

    public int Count => _stripes.Sum(static stripe => stripe.Count);

    public bool TryGet(AddressOfRecord aor, out CachedAccount found) => StripeOf(aor).TryGet(aor, out found);

    /// <summary>Adds or replaces; entries from before <paramref name="horizon"/> go.</summary>
    public void Put(AddressOfRecord aor, CachedAccount account, long horizon) => StripeOf(aor).Put(aor, account, horizon);

    public void Remove(AddressOfRecord aor) => StripeOf(aor).Remove(aor);

    Stripe StripeOf(AddressOfRecord aor) => _stripes[(uint)aor.GetHashCode() % StripeCount];

    sealed class Stripe(int capacity)
    {
        readonly Lock _lock = new();
        readonly Dictionary<AddressOfRecord, Entry> _entries = [];
        readonly Entry _ends = new(default);

        public int Count
        {
            get
            {
                lock (_lock)
                    return _entries.Count;
            }
        }

        public bool TryGet(AddressOfRecord aor, out CachedAccount found)
        {
            lock (_lock)
            {
                var isThere = _entries.TryGetValue(aor, out var entry);
                found = isThere ? entry!.Account : default;
                return isThere;
            }
        }

        public void Put(AddressOfRecord aor, CachedAccount account, long horizon)
        {
            lock (_lock)
            {
                if (_entries.TryGetValue(aor, out var entry))
                    entry.Leave();
                else
                    _entries.Add(aor, entry = new Entry(aor));
                entry.Account = account;
                entry.EnterBefore(_ends);
                while (_entries.Count > capacity || _ends.Next.Account.LoadedAt < horizon)
                    Drop(_ends.Next);
            }
        }

        public void Remove(AddressOfRecord aor)
        {
            lock (_lock)
            {
                if (_entries.TryGetValue(aor, out var entry))
                    Drop(entry);
            }
        }

        void Drop(Entry entry)
        {
            _entries.Remove(entry.Aor);
            entry.Leave();
        }
    }

    // A ring in the order of loading; between the newest and the oldest stands one that is no account.
    sealed class Entry
    {
        Entry _previous;

        public Entry(AddressOfRecord aor)
        {
            Aor = aor;
            Account = new CachedAccount(null, long.MaxValue);
            _previous = Next = this;
        }

        public AddressOfRecord Aor { get; }

        public CachedAccount Account { get; set; }

        public Entry Next { get; private set; }

        public void EnterBefore(Entry other)
        {
            (_previous, Next) = (other._previous, other);
            _previous.Next = other._previous = this;
        }

        public void Leave()
        {
            (_previous.Next, Next._previous) = (Next, _previous);
            _previous = Next = this;
        }
    }
}

/// <param name="Account">Null: there is no such user.</param>
/// <param name="LoadedAt">Timestamp of the clock.</param>
readonly record struct CachedAccount(Account? Account, long LoadedAt);
