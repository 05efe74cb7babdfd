using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Exchanges;

/// <summary>
/// Keeps a held request told of the phones that register for the called user: it is told, and it reads the bindings again now and then, so
/// that a lost event costs seconds and not the call.
/// </summary>
sealed class BindingWatch(Exchange exchange) : ILocationWatcher
{
    readonly List<(AddressOfRecord Aor, string? Instance)> _watched = new(1);
    TimerHandle _reading;

    /// <summary>Tells of the phones of this user, too; of one alone if <paramref name="instance"/> names it.</summary>
    public void Add(AddressOfRecord aor, string? instance)
    {
        if (_watched.Contains((aor, instance)))
            return;
        if (!_watched.Exists(watched => watched.Aor == aor))
            exchange.Services.Watches.Watch(aor, this);
        _watched.Add((aor, instance));
    }

    public void BeginReading() => ReadAfter(HoldOptions.FirstReading, then: HoldOptions.FirstReading);

    /// <param name="fork">Learns of every binding; what it knows is no news to it.</param>
    /// <param name="wait">Until the next reading; the one after it waits twice as long.</param>
    public void Read(ExchangeFork fork, TimeSpan wait)
    {
        var forMessage = exchange.Request.Method == SipMethod.Message;
        foreach (var binding in Users.SelectMany(aor => exchange.Services.Locations.Find(aor, forMessage)).Where(IsWanted))
            fork.On(new PhoneRegistered(binding));
        ReadAfter(wait, then: wait < HoldOptions.LongestReading ? wait * 2 : wait);
    }

    public void Stop()
    {
        _reading.Stop();
        foreach (var aor in Users)
            exchange.Services.Watches.Unwatch(aor, this);
    }

    void ILocationWatcher.Registered(Binding binding)
    {
        if (IsWanted(binding))
            exchange.Post(new PhoneRegistered(binding));
    }

    IEnumerable<AddressOfRecord> Users => _watched.Select(static watched => watched.Aor).Distinct();

    bool IsWanted(Binding binding) => exchange.MayReach(binding)
        && _watched.Exists(watched => watched.Aor == binding.Aor && (watched.Instance == null || binding.Identity.IsOf(watched.Instance)));

    void ReadAfter(TimeSpan wait, TimeSpan then) => _reading = exchange.StartTimer(new BindingsDue(then), wait);
}
