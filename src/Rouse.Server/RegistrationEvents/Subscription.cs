using System.IO.Hashing;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.RegistrationEvents;

/// <summary>
/// One subscription to the contacts of an address of record (RFC 3680 §4, RFC 6665 §4.2): first all of them, then what has changed. One
/// NOTIFY at a time; what happens meanwhile is told with the next.
/// </summary>
sealed class Subscription : Mailbox, ILocationWatcher
{
    /// <summary>Changes are not told more often (RFC 3680 §4.10).</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    readonly Subscriptions _owner;
    readonly ContactStates _contacts;
    readonly ulong _bindingId;
    TimerHandle _expiry;
    TimerHandle _pause;
    Telling _due;
    long _endsAt;
    long _remoteCSeq = -1;
    long _highestCSeq = -1;
    ulong _branch;
    int _cseq;
    bool _isUnderWay;
    bool _isPausing;
    bool _isOver;
    bool _isDropped;

    public Subscription(Subscriptions owner, SubscriptionDialog dialog, AddressOfRecord aor)
        : base(owner.RunList)
    {
        (_owner, Dialog, Aor) = (owner, dialog, aor);
        _contacts = new ContactStates(aor, owner.Time.TimestampFrequency);
        _bindingId = owner.Locations.Find(aor).FirstOrDefault(b => b.Flow?.IsSamePath(dialog.Flow) == true)?.Id ?? 0;
    }

    public SubscriptionDialog Dialog { get; }

    public AddressOfRecord Aor { get; }

    /// <summary>What is to be told next.</summary>
    enum Telling : byte
    {
        Nothing,
        Changes,
        All,
    }

    /// <summary>Whether a SUBSCRIBE comes in its order: it is not older than one that was answered (RFC 3261 §12.2.2).</summary>
    public bool TryTake(long cseq)
    {
        var highest = Volatile.Read(ref _highestCSeq);
        while (cseq > highest)
        {
            var seen = Interlocked.CompareExchange(ref _highestCSeq, cseq, highest);
            if (seen == highest)
                return true;
            highest = seen;
        }
        return cseq == highest;
    }

    /// <summary>A SUBSCRIBE was answered 200; zero ends it.</summary>
    public void Accepted(long cseq, ReadOnlySpan<byte> branch, TimeSpan expires) =>
        Post(new Asked(cseq, XxHash3.HashToUInt64(branch), expires));

    void ILocationWatcher.Registered(Binding binding) => Post(new ContactsChanged());

    void ILocationWatcher.Changed() => Post(new ContactsChanged());

    protected override void Handle(MailboxEvent happened)
    {
        if (_isDropped)
            return;
        switch (happened)
        {
            // A retransmission is told nothing anew.
            case Asked asked when asked.CSeq > _remoteCSeq || (asked.CSeq == _remoteCSeq && asked.Branch != _branch):
                Extend(asked);
                break;
            // Before the first of all there is nothing to compare with.
            case ContactsChanged when _due == Telling.Nothing && _cseq > 0:
                _due = Telling.Changes;
                break;
            case PauseOver:
                _isPausing = false;
                break;
            case Expired:
                _isOver = true;
                _due = Telling.All;
                break;
            case NotifyAnswered answered:
                _isUnderWay = false;
                // RFC 6665 §4.2.2: who does not want it, or cannot be reached, has it no longer.
                if (answered.Status >= 300)
                    Drop();
                break;
            default:
                break;
        }
        TellWhatIsDue();
    }

    void Extend(Asked asked)
    {
        (_remoteCSeq, _branch) = (asked.CSeq, asked.Branch);
        _expiry.Stop();
        _due = Telling.All;
        _isOver = asked.Expires == TimeSpan.Zero;
        if (_isOver)
            return;
        _endsAt = _owner.Timers.DueAfter(asked.Expires);
        _expiry = _owner.Timers.Start(this, new Expired(), asked.Expires);
    }

    void TellWhatIsDue()
    {
        if (_isDropped || _due == Telling.Nothing || _isUnderWay || (_isPausing && _due == Telling.Changes))
            return;
        var isAll = _due == Telling.All;
        _due = Telling.Nothing;
        var changes = _contacts.Update(_owner.Locations.Find(Aor), _owner.Time.GetTimestamp(), isAll);
        if (isAll || changes.Count > 0)
            Tell(changes, isAll);
    }

    void Tell(IReadOnlyList<ContactState> changes, bool isAll)
    {
        var (flow, target) = FindSubscriber();
        if (flow == null)
        {
            Drop();
            return;
        }
        var state = _isOver ? "terminated;reason=timeout" : $"active;expires={SecondsLeft()}";
        var body = _contacts.Write(changes, isAll);
        var cseq = ++_cseq;
        (_isUnderWay, _isPausing) = (true, true);
        _pause.Stop();
        _pause = _owner.Timers.Start(this, new PauseOver(), Pause);
        _owner.Sender.Send(
            flow, via => Dialog.Notify(target.Span, via.Span, cseq, state, body), status => Post(new NotifyAnswered(status)));
        if (_isOver)
            Drop();
    }

    // Its phone may have moved; a GRUU stands for the contact that it has now (RFC 5627 §6.1).
    (Flow? Flow, ReadOnlyMemory<byte> Target) FindSubscriber()
    {
        var target = Dialog.Target;
        if (_bindingId == 0 || _owner.Locations.FindById(_bindingId) is not { HasFlow: true } binding)
            return (Dialog.Flow.IsOpen ? Dialog.Flow : null, target);
        var isGruu = SipUri.TryParse(target, out var uri) && Gruus.IsGruu(uri);
        return (binding.Flow, isGruu ? binding.UriText : target);
    }

    long SecondsLeft() => Math.Max(0, (_endsAt - _owner.Time.GetTimestamp()) / _owner.Time.TimestampFrequency);

    void Drop()
    {
        _isDropped = true;
        _expiry.Stop();
        _pause.Stop();
        _owner.End(this);
    }

    sealed class Asked(long cseq, ulong branch, TimeSpan expires) : MailboxEvent
    {
        public long CSeq => cseq;

        public ulong Branch => branch;

        public TimeSpan Expires => expires;
    }

    sealed class NotifyAnswered(int status) : MailboxEvent
    {
        public int Status => status;
    }

    sealed class ContactsChanged : MailboxEvent;

    sealed class PauseOver : MailboxEvent;

    sealed class Expired : MailboxEvent;
}
