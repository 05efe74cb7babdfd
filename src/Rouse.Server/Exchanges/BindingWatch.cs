using Rouse.Server.Location;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Exchanges;

/// <summary>
/// Keeps a held request told of the phones that register for the called user: it is told, and it reads the bindings again now and then, so
/// that a lost event costs seconds and not the call.
/// </summary>
sealed class BindingWatch(Exchange exchange, AddressOfRecord aor) : ILocationWatcher
{
    TimerHandle _reading;

    public void Start() => exchange.Services.Watches.Watch(aor, this);

    public void BeginReading() => ReadAfter(HoldOptions.FirstReading, then: HoldOptions.FirstReading);

    /// <param name="fork">Learns of every binding; what it knows is no news to it.</param>
    /// <param name="wait">Until the next reading; the one after it waits twice as long.</param>
    public void Read(ExchangeFork fork, TimeSpan wait)
    {
        foreach (var binding in exchange.Services.Locations.Find(aor).Where(exchange.MayReach))
            fork.On(new PhoneRegistered(binding));
        ReadAfter(wait, then: wait < HoldOptions.LongestReading ? wait * 2 : wait);
    }

    public void Stop()
    {
        _reading.Stop();
        exchange.Services.Watches.Unwatch(aor, this);
    }

    void ILocationWatcher.Registered(Binding binding)
    {
        if (exchange.MayReach(binding))
            exchange.Post(new PhoneRegistered(binding));
    }

    void ReadAfter(TimeSpan wait, TimeSpan then) => _reading = exchange.StartTimer(new BindingsDue(then), wait);
}
