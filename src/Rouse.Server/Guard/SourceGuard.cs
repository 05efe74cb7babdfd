using Microsoft.Extensions.Logging;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

/// <summary>
/// Keeps one source from being felt by all others: it has so many messages, and beyond that it is not listened to for a while. A port on
/// which phones are registered is judged by what itself does, not by its neighbours behind the same address.
/// </summary>
sealed class SourceGuard : IGate, ILoginGuard, IBans
{
    // 65,536 places each: 3 and 5 MB.
    const int Sets = 1 << 14;

    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly BucketTable<Source> _sources;
    readonly BucketTable<Sender> _ports;
    readonly ConnectionCounts _connections = new();
    readonly RecentChallenges _challenges;
    readonly FailedLogins<Source> _logins;
    readonly FailedLogins<Sender> _loginsOfPorts;
    readonly KnownSources _known;
    readonly PortBanLog _portBans;
    volatile GuardRules _rules;

    public SourceGuard(GuardOptions options, TimeProvider time, ILogger log)
    {
        _time = time;
        _log = log;
        _sources = new BucketTable<Source>(Sets, GuardRules.Ticks(GuardRules.SourceWindow, time));
        _ports = new BucketTable<Sender>(Sets, GuardRules.Ticks(GuardRules.PortWindow, time));
        _challenges = new RecentChallenges(time);
        _logins = new FailedLogins<Source>(time);
        _loginsOfPorts = new FailedLogins<Sender>(time);
        _known = new KnownSources(time);
        _portBans = new PortBanLog(log, time);
        _rules = new GuardRules(options, time);
    }

    public GuardMeter Meter { get; } = new();

    /// <summary>
    /// Whose addresses are trusted besides those of the options: <c>[trust]</c>, and servers that the operator named. An IPv4 address as
    /// mapped one.
    /// </summary>
    public Func<UInt128, bool> IsPeer { get; set; } = static _ => false;

    /// <summary>From now on; who is banned stays so.</summary>
    public void Change(GuardOptions options) => _rules = new GuardRules(options, _time);

    public bool Admits(in Sender sender, bool isRetained, long now)
    {
        var rules = _rules;
        if (!rules.Options.Enabled)
            return true;
        if ((isRetained || TakeFromSource(rules, sender, rules.SourceMessage, BanReason.Messages, now))
            && TakeFromPort(rules, sender, isRetained ? rules.RetainedMessage : rules.PortMessage, BanReason.Messages, now))
            return true;
        Meter.Dropped();
        return false;
    }

    public void Malformed(in Sender sender, bool isRetained, long now)
    {
        var rules = _rules;
        if (!rules.Options.Enabled)
            return;
        if (!isRetained)
            TakeFromSource(rules, sender, rules.Malformed, BanReason.Malformed, now);
        TakeFromPort(rules, sender, rules.PortMalformed(isRetained), BanReason.Malformed, now);
    }

    public bool TryOpen(in Sender sender, bool shakesHands)
    {
        var rules = _rules;
        // What is counted here is counted down when it ends, whatever the rules are by then.
        var limits = !rules.Options.Enabled ? default
            : Trusts(rules, sender) ? new ConnectionCeilings(rules.Strangers.All, 0, 0)
            : rules.Strangers;
        if ((!rules.Options.Enabled || TakeFromSource(rules, sender, rules.Connection, BanReason.Connections, _time.GetTimestamp()))
            && _connections.TryAdd(sender.Source, shakesHands, limits))
            return true;
        Meter.ConnectionRefused();
        return false;
    }

    public void Opened(in Sender sender, bool isAgreed)
    {
        _connections.HandshakeEnded(sender.Source);
        var rules = _rules;
        if (!isAgreed && rules.Options.Enabled)
            TakeFromSource(rules, sender, rules.FailedHandshake, BanReason.Handshakes, _time.GetTimestamp());
    }

    public void Closed(in Sender sender) => _connections.Closed(sender.Source);

    public void Challenged(Flow flow, ulong nonce)
    {
        if (!flow.IsReliable)
            _challenges.Given(Sender.Of(flow.Remote).Source, nonce);
    }

    public bool Ignores(Flow flow, AddressOfRecord user) =>
        _rules.Options.Enabled && !flow.IsRetained && _logins.Ignores(Sender.Of(flow.Remote).Source, user);

    public void LoginFailed(Flow flow, AddressOfRecord user, ulong nonce)
    {
        var rules = _rules;
        var sender = Sender.Of(flow.Remote);
        if (!rules.Options.Enabled || flow.IsRetained || Trusts(rules, sender))
            return;
        if (!flow.IsReliable && !_challenges.WasGiven(sender.Source, nonce))
            return;
        var now = _time.GetTimestamp();
        if (_loginsOfPorts.Add(sender, user, LoginRules.MaxUsersOfPort))
            BanPort(rules, sender, BanReason.Logins, now);
        var isKnown = _known.Has(sender.Source);
        if (_logins.Add(sender.Source, user, isKnown ? LoginRules.MaxUsersOfKnown : LoginRules.MaxUsersOfSource))
            Ban(rules, sender.Source, BanReason.Logins, now);
    }

    public void LoggedIn(Flow flow) => _known.Add(Sender.Of(flow.Remote).Source);

    public IReadOnlyList<BanReport> List()
    {
        var now = _time.GetTimestamp();
        return
        [
            .. Reports(_sources.Banned(now)).Concat(Reports(_ports.Banned(now))).Concat(IgnoredUsers())
                .OrderByDescending(ban => ban.Until),
        ];
    }

    public int? Lift(string source)
    {
        if (!Source.TryParse(source, out var lifted))
            return null;
        var now = _time.GetTimestamp();
        var ended = (_sources.Lift(lifted, now) ? 1 : 0) + _logins.Forget(source => source == lifted);
        _loginsOfPorts.Forget(port => port.Source == lifted);
        return ended + _ports.Banned(now).Count(port => port.Key.Source == lifted && _ports.Lift(port.Key, now));
    }

    bool Trusts(GuardRules rules, in Sender sender) => rules.Trusts(sender) || IsPeer(sender.Address);

    bool TakeFromSource(GuardRules rules, in Sender sender, long cost, BanReason reason, long now)
    {
        var charge = _sources.Take(sender.Source, cost, now);
        if (charge == Charge.Taken || Trusts(rules, sender))
            return true;
        if (charge == Charge.Over)
            Ban(rules, sender.Source, reason, now);
        return false;
    }

    bool TakeFromPort(GuardRules rules, in Sender sender, long cost, BanReason reason, long now)
    {
        var charge = _ports.Take(sender, cost, now);
        if (charge == Charge.Taken || Trusts(rules, sender))
            return true;
        if (charge == Charge.Over)
            BanPort(rules, sender, reason, now);
        return false;
    }

    void BanPort(GuardRules rules, Sender sender, BanReason reason, long now)
    {
        if (_ports.Ban(sender, reason, rules.Bans, now) is not (> 0 and var length))
            return;
        Meter.Banned(reason);
        _portBans.Write(sender, SecondsOf(length), reason);
    }

    void Ban(GuardRules rules, Source source, BanReason reason, long now)
    {
        if (_sources.Ban(source, reason, rules.Bans, now) is not (> 0 and var length))
            return;
        Meter.Banned(reason);
        Log.Banned(_log, source, SecondsOf(length), reason.Text());
    }

    IEnumerable<BanReport> IgnoredUsers()
    {
        var wall = _time.GetUtcNow();
        return _logins.Ignored().Select(
            ignored => new BanReport(ignored.Key.ToString(), $"wrong passwords of {ignored.User}", wall + ignored.Left, 1));
    }

    long SecondsOf(long ticks) => ticks / _time.TimestampFrequency;

    IEnumerable<BanReport> Reports<TKey>(IReadOnlyList<Banned<TKey>> bans)
        where TKey : struct
    {
        var wall = _time.GetUtcNow();
        return bans.Select(ban => new BanReport(
            ban.Key.ToString()!, ban.Reason.Text(), wall + TimeSpan.FromSeconds((double)ban.Left / _time.TimestampFrequency), ban.Count));
    }
}
