using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Timelines;

/// <summary>
/// A timeline as one array of bytes, a tenth of what its objects take; <see cref="TimelineReader"/> reads it. First come 8 bytes of its
/// number, so that they can be put in order without reading on.
/// </summary>
sealed class TimelineWriter
{
    /// <summary>
    /// Of one text that others wrote; as much as a line of a terminal shows twice. What is longer was not written for people.
    /// </summary>
    public const int MaxTextBytes = 240;

    /// <summary>
    /// Of what is kept on the disk: another number when anything changes here or in the numbers of an enumeration that is written. A reader
    /// leaves alone what has a number that it does not know.
    /// </summary>
    public const int Format = 1;

    /// <summary>Kept for the next timeline of this thread; a longer one does not stay.</summary>
    const int UsualBytes = 4096;

    [ThreadStatic]
    static TimelineWriter? _ofThread;

    readonly ArrayBufferWriter<byte> _out = new(UsualBytes);
    readonly List<Step> _steps = [];

    public static byte[] Write(Timeline timeline)
    {
        var writer = _ofThread ??= new TimelineWriter();
        writer._out.ResetWrittenCount();
        writer._steps.Clear();
        writer.WriteAll(timeline);
        writer._steps.Clear();
        if (writer._out.Capacity > UsualBytes)
            _ofThread = null;
        return writer._out.WrittenSpan.ToArray();
    }

    /// <summary>The number of a written timeline.</summary>
    public static long NumberOf(ReadOnlySpan<byte> written) => BinaryPrimitives.ReadInt64LittleEndian(written);

    void WriteAll(Timeline timeline)
    {
        var (phones, dropped) = timeline.Read(_steps);
        WriteFixed(timeline.Number);
        WriteFixed(timeline.At.UtcTicks);
        WriteByte((byte)timeline.Request.Method);
        WriteCallId(timeline.Request.CallId, timeline.Privacy);
        WritePeople(timeline.Request, timeline.Privacy);
        WriteNumber(phones);
        WriteNumber(dropped);
        WriteNumber(_steps.Count);
        foreach (var step in _steps)
            Write(step, timeline.Privacy);
    }

    // Behind the @ of many Call-IDs stands the address of their phone.
    void WriteCallId(ReadOnlySpan<byte> callId, bool privacy) =>
        WriteText(privacy && callId.IndexOf((byte)'@') is > 0 and var at ? callId[..at] : callId);

    void WritePeople(SipRequest request, bool privacy)
    {
        if (privacy)
        {
            WriteText("");
            WriteText("");
            return;
        }
        WriteUri(NameAddress.TryParse(request.Headers.First(HeaderName.From), out var from) ? from.UriText : default);
        WriteUri(request.RequestUri);
    }

    // Of a URI only who and where: others are no business of the timeline's, and some are secrets.
    void WriteUri(ReadOnlyMemory<byte> text)
    {
        if (!SipUri.TryParse(text, out var uri) || !uri.IsSip)
        {
            var end = text.Span.IndexOfAny((byte)';', (byte)'?');
            WriteText(end < 0 ? text.Span : text.Span[..end]);
            return;
        }
        Span<byte> shown = stackalloc byte[MaxTextBytes];
        var length = 0;
        Append(shown, ref length, uri.Scheme == UriScheme.Sips ? "sips:"u8 : "sip:"u8);
        Append(shown, ref length, uri.User.Span);
        if (!uri.User.IsEmpty)
            Append(shown, ref length, "@"u8);
        Append(shown, ref length, uri.HostPort.Span);
        WriteText(shown[..length]);
    }

    static void Append(Span<byte> to, ref int length, ReadOnlySpan<byte> text)
    {
        var part = text[..Math.Min(text.Length, to.Length - length)];
        part.CopyTo(to[length..]);
        length += part.Length;
    }

    void Write(Step step, bool privacy)
    {
        WriteByte((byte)step.Kind);
        WriteNumber((long)step.At.TotalMilliseconds);
        WriteNumber(step.Phone);
        WriteNumber(step.Status);
        // The details of nearly every call become no text on the way.
        switch (step.Detail)
        {
            case Flow flow:
                WriteByte((byte)DetailForm.Text);
                WritePath(flow, privacy);
                break;
            case Binding binding:
                WriteByte((byte)DetailForm.Phone);
                WritePath(binding.Flow, privacy);
                WriteFlag(binding.HasPush);
                WriteFlag(binding.CanBePushed);
                break;
            default:
                WriteKept(StepDetail.Kept(step.Kind, step.Detail, privacy));
                break;
        }
    }

    void WriteKept(object? detail)
    {
        switch (detail)
        {
            case string text:
                WriteByte((byte)DetailForm.Text);
                WriteText(text);
                break;
            case PhoneState phone:
                WriteByte((byte)DetailForm.Phone);
                WriteText(phone.Path);
                WriteFlag(phone.HasPush);
                WriteFlag(phone.CanBePushed);
                break;
            case SentPush push:
                WriteByte((byte)DetailForm.Push);
                Write(push);
                break;
            case PushOutcome outcome:
                WriteByte((byte)DetailForm.Outcome);
                Write(outcome);
                break;
            default:
                WriteByte((byte)DetailForm.None);
                break;
        }
    }

    void WritePath(Flow? flow, bool privacy)
    {
        Span<byte> path = stackalloc byte[StepDetail.MaxPathBytes];
        WriteText(flow == null ? [] : path[..StepDetail.WritePath(flow, privacy, path)]);
    }

    void Write(SentPush push)
    {
        WriteText(push.Provider);
        WriteText(push.App);
        WriteByte((byte)push.Event);
        WriteByte((byte)push.Service);
    }

    void Write(PushOutcome outcome)
    {
        WriteByte((byte)outcome.Verdict);
        WriteNumber(outcome.Status);
        WriteText(outcome.Reason);
        WriteNumber(outcome.Attempts);
        WriteText(outcome.ProviderId ?? "");
        WriteFlag(outcome.IsConfigurationError);
        WriteFlag(outcome.IsSandbox);
        WriteFlag(outcome.IsOfEndpoint);
        WriteFlag(outcome.MayHaveArrived);
    }

    void WriteText(string text)
    {
        var kept = text.AsSpan(0, Math.Min(text.Length, MaxTextBytes));
        // Three bytes are the most that one char becomes.
        Span<byte> bytes = stackalloc byte[MaxTextBytes * 3];
        WriteText(bytes[..Encoding.UTF8.GetBytes(kept, bytes)]);
    }

    void WriteText(ReadOnlySpan<byte> text)
    {
        var kept = text[..Math.Min(text.Length, MaxTextBytes)];
        WriteNumber(kept.Length);
        _out.Write(kept);
    }

    // As BinaryReader reads it: seven bits a byte, the lowest first.
    void WriteNumber(long number)
    {
        var rest = (ulong)number;
        for (; rest >= 0x80; rest >>= 7)
            WriteByte((byte)(rest | 0x80));
        WriteByte((byte)rest);
    }

    void WriteFixed(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_out.GetSpan(sizeof(long)), number);
        _out.Advance(sizeof(long));
    }

    void WriteFlag(bool flag) => WriteByte(flag ? (byte)1 : (byte)0);

    void WriteByte(byte value)
    {
        _out.GetSpan(1)[0] = value;
        _out.Advance(1);
    }
}

/// <summary>How a detail is written.</summary>
enum DetailForm : byte
{
    None,
    Text,
    Phone,
    Push,
    Outcome,
}
