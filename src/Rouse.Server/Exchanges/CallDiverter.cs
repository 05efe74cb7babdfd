using Rouse.Server.Forking;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;

namespace Rouse.Server.Exchanges;

/// <summary>
/// Sends a call on when nobody took it: a second fork, whose answer is the one that the caller gets. The first goes on owing what it owes
/// to phones that were pushed.
/// </summary>
sealed class CallDiverter(Exchange exchange, ForkKind kind)
{
    TimerHandle _ringTimer;
    bool _hasRung;

    /// <summary>Where it went on; null while it did not.</summary>
    public ExchangeFork? Fork { get; private set; }

    /// <summary>A phone rings: from now on for so long, at most.</summary>
    public void Rings()
    {
        if (_hasRung || Fork != null || kind != ForkKind.Call)
            return;
        _hasRung = true;
        if (exchange.Services.Diversion.RingTime(exchange) is { } time)
            _ringTimer = exchange.StartTimer(new RingTimeEnded(), time);
    }

    /// <summary>True when the caller does not get this answer.</summary>
    public bool Diverts(int status)
    {
        if (Fork != null || kind != ForkKind.Call || status < 300)
            return false;
        var targets = exchange.Services.Diversion.Divert(exchange, status);
        if (targets.Count == 0)
            return false;
        var to = targets[0].Binding is { } phone ? $"{phone.Aor}" : $"{targets[0].Flow}";
        exchange.Step(StepKind.Note, detail: $"nobody took it ({status}): it is diverted to {to}");
        exchange.Step(StepKind.Told, status: 181);
        exchange.Send(181, exchange.BuildResponse(181, null, null));
        Fork = new ExchangeFork(exchange, kind, exchange.Services.Hold.Current.RingWindow, isDiversion: true);
        Fork.Start(targets);
        return true;
    }

    public void Stop()
    {
        _ringTimer.Stop();
        Fork?.StopTimers();
    }
}
