using System.Diagnostics.Metrics;
using Rouse.Server.Location;
using Rouse.Server.Telemetry;

namespace Rouse.Server.Registrar;

/// <summary>The metrics of the registrar.</summary>
sealed class RegisterMeter(Meter meter)
{
    readonly Tally _registers = new(
        meter, "rouse.registers", "REGISTER requests that passed authentication, by what became of them.",
        new Label("outcome", ["applied", "already_applied", "out_of_order", "query", "refused", "dropped"]));

    readonly Tally _added = new(meter, "rouse.bindings.added", "Phones that registered and were not registered before.");
    readonly Tally _removed = new(meter, "rouse.bindings.removed", "Phones whose registration a REGISTER ended, their own or another's.");

    public void Decided(RegisterResult result)
    {
        _registers.Add((int)result.Outcome);
        Count(_added, result.Added.Count);
        Count(_removed, result.Removed.Count);
    }

    /// <summary>It only asked for the bindings.</summary>
    public void Asked() => _registers.Add(3);

    /// <summary>It was not understood, or asked for too short a time.</summary>
    public void Refused() => _registers.Add(4);

    /// <summary>Its connection was gone already.</summary>
    public void Dropped() => _registers.Add(5);

    static void Count(Tally tally, int count)
    {
        for (; count > 0; count--)
            tally.Add();
    }
}
