using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Rouse.Starting;

/// <summary>
/// Tells systemd how far the server is: ready, reloading, stopping, alive (sd_notify(3), systemd.service(5) <c>Type=notify</c>). Nothing is
/// said where nobody asks.
/// </summary>
sealed class ServiceNotice : IDisposable
{
    const string SocketVariable = "NOTIFY_SOCKET";
    const string WatchdogVariable = "WATCHDOG_USEC";
    const string WatchdogProcessVariable = "WATCHDOG_PID";

    readonly Socket _socket;
    readonly UnixDomainSocketEndPoint _to;
    readonly TimeProvider _time;
    readonly ITimer? _watchdog;

    ServiceNotice(string path, TimeProvider time, TimeSpan? watchdog, Func<bool> isAlive)
    {
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // An abstract name begins with a zero, which cannot stand in a variable.
        _to = new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path[1..]}" : path);
        _time = time;
        Send("READY=1\nSTATUS=Serving");
        // systemd.service(5) recommends half of the time.
        if (watchdog / 2 is { } interval)
            _watchdog = time.CreateTimer(_ => Live(isAlive), null, TimeSpan.Zero, interval);
    }

    /// <summary>Says that the server is ready; null where nobody asked.</summary>
    /// <param name="time">Clock of the watchdog.</param>
    /// <param name="isAlive">Whether the process is of any use: else systemd hears nothing more and starts another.</param>
    public static ServiceNotice? Begin(TimeProvider time, Func<bool> isAlive)
    {
        var path = Environment.GetEnvironmentVariable(SocketVariable);
        // What this process starts is not the service.
        Environment.SetEnvironmentVariable(SocketVariable, null);
        return string.IsNullOrEmpty(path) ? null : new ServiceNotice(path, time, ReadWatchdog(), isAlive);
    }

    /// <summary>The configuration is read anew; ends with <see cref="Reloaded"/>.</summary>
    public void Reloading()
    {
        var microseconds = (long)(_time.GetTimestamp() * (1_000_000.0 / _time.TimestampFrequency));
        Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={microseconds}\nSTATUS=Reading the configuration"));
    }

    public void Reloaded() => Send("READY=1\nSTATUS=Serving");

    /// <summary>The stop has begun.</summary>
    public void Stopping() => Send("STOPPING=1\nSTATUS=Stopping");

    public void Dispose()
    {
        _watchdog?.Dispose();
        _socket.Dispose();
    }

    void Live(Func<bool> isAlive)
    {
        if (isAlive())
            Send("WATCHDOG=1");
    }

    void Send(string state)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(state), _to);
        }
        // Who started us is gone or does not listen: the server serves all the same.
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
        }
    }

    static TimeSpan? ReadWatchdog()
    {
        var process = Environment.GetEnvironmentVariable(WatchdogProcessVariable);
        if (process is not null && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        return long.TryParse(Environment.GetEnvironmentVariable(WatchdogVariable), CultureInfo.InvariantCulture, out var microseconds)
            && microseconds > 0 ? TimeSpan.FromMicroseconds(microseconds) : null;
    }
}
