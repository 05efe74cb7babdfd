using Microsoft.Extensions.Logging;
using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

/// <summary>Lines about single ports: a source has 65,535 of them, and over UDP it can be forged, so they come a few at a time.</summary>
sealed class PortBanLog(ILogger log, TimeProvider time)
{
    // Own decision.
    const int LinesPerMinute = 10;

    readonly Lock _lock = new();
    long _minute;
    int _lines;
    long _omitted;

    public void Write(Sender sender, long seconds, BanReason reason)
    {
        lock (_lock)
        {
            var minute = time.GetTimestamp() / (60 * time.TimestampFrequency);
            if (minute != _minute)
                BeginMinute(minute);
            if (_lines == LinesPerMinute)
            {
                _omitted++;
                return;
            }
            _lines++;
        }
        Log.PortBanned(log, sender, seconds, reason.Text());
    }

    void BeginMinute(long minute)
    {
        if (_omitted > 0)
            Log.MorePortsBanned(log, _omitted);
        (_minute, _lines, _omitted) = (minute, 0, 0);
    }
}
