using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Push;

namespace Rouse.Server.Timelines;

/// <summary>Reads what <see cref="TimelineWriter"/> wrote; texts come out fit for a terminal.</summary>
sealed class TimelineReader : IDisposable
{
    readonly BinaryReader _in;

    TimelineReader(byte[] written) => _in = new BinaryReader(new MemoryStream(written));

    public static KeptTimeline Read(byte[] written)
    {
        using var reader = new TimelineReader(written);
        return reader.ReadAll();
    }

    /// <summary>One that the disk gave back; null if that is no timeline.</summary>
    public static KeptTimeline? TryRead(byte[] written)
    {
        try
        {
            return Read(written);
        }
        catch (Exception damage) when (damage is IOException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>All but its steps.</summary>
    public static KeptTimeline HeadOf(byte[] written)
    {
        using var reader = new TimelineReader(written);
        return reader.ReadHead();
    }

    /// <summary>Only the Call-ID of a written timeline.</summary>
    public static string CallIdOf(byte[] written)
    {
        using var reader = new TimelineReader(written);
        reader._in.BaseStream.Position = sizeof(long) + sizeof(long) + sizeof(byte);
        return reader.ReadText();
    }

    public void Dispose() => _in.Dispose();

    KeptTimeline ReadAll() => ReadHead() with { Steps = ReadSteps() };

    KeptTimeline ReadHead() => new()
    {
        Number = _in.ReadInt64(),
        At = new DateTimeOffset(_in.ReadInt64(), TimeSpan.Zero),
        Method = (SipMethod)_in.ReadByte(),
        CallId = ReadText(),
        From = ReadText(),
        To = ReadText(),
        Phones = _in.Read7BitEncodedInt(),
        Dropped = _in.Read7BitEncodedInt(),
        Steps = [],
    };

    List<Step> ReadSteps()
    {
        var count = _in.Read7BitEncodedInt();
        // Not taken at its word: it may come from a damaged disk.
        var steps = new List<Step>(Math.Clamp(count, 0, Timeline.MaxSteps));
        for (var i = 0; i < count; i++)
        {
            steps.Add(new Step(
                (StepKind)_in.ReadByte(), TimeSpan.FromMilliseconds(_in.Read7BitEncodedInt64()), _in.Read7BitEncodedInt(),
                _in.Read7BitEncodedInt(), ReadDetail()));
        }
        return steps;
    }

    object? ReadDetail() => (DetailForm)_in.ReadByte() switch
    {
        DetailForm.Text => ReadText(),
        DetailForm.Phone => new PhoneState(ReadText(), _in.ReadBoolean(), _in.ReadBoolean()),
        DetailForm.Push => new SentPush(ReadText(), ReadText(), (PushEvent)_in.ReadByte(), (PushService)_in.ReadByte()),
        DetailForm.Outcome => ReadOutcome(),
        _ => null,
    };

    PushOutcome ReadOutcome() =>
        new((PushVerdict)_in.ReadByte(), _in.Read7BitEncodedInt(), ReadText(), _in.Read7BitEncodedInt())
        {
            ProviderId = ReadText() is { Length: > 0 } id ? id : null,
            IsConfigurationError = _in.ReadBoolean(),
            IsSandbox = _in.ReadBoolean(),
            IsOfEndpoint = _in.ReadBoolean(),
            MayHaveArrived = _in.ReadBoolean(),
        };

    string ReadText() => ShownText.Escaped(Encoding.UTF8.GetString(_in.ReadBytes(_in.Read7BitEncodedInt())));
}
