using System.Buffers;
using System.Buffers.Text;

namespace Rouse.Protocol.Sip;

/// <summary>Writes a message once, by copying runs of untouched bytes; the result is what retransmission sends again.</summary>
public static class SipWriter
{
    public static byte[] Write(OutgoingMessage message)
    {
        var output = new ByteBuffer(message.Message.Bytes.Length + 512);
        WriteStartLine(message, ref output);
        WriteHeaders(message, ref output);
        output.Add(message.Message.Body.Span);
        return output.TakeArray();
    }

    static void WriteStartLine(OutgoingMessage message, ref ByteBuffer output)
    {
        var bytes = message.Message.Bytes.Span;
        if (message.Message is SipRequest request && message.RequestUri is { } uri)
        {
            output.Add(request.MethodName);
            output.Add(" "u8);
            output.Add(uri.Span);
            output.Add(" SIP/2.0\r\n"u8);
            return;
        }
        output.Add(bytes[..(bytes.IndexOf((byte)'\n') + 1)]);
    }

    static void WriteHeaders(OutgoingMessage message, ref ByteBuffer output)
    {
        var headers = message.Message.Headers;
        var edits = message.Edits.All;
        var e = 0;
        var i = 0;
        while (i < headers.Count)
        {
            // Values that share a line are written one by one as soon as one of them is edited.
            var lineEnd = EndOfLineGroup(headers, i);
            if (e == edits.Length || edits[e].At >= lineEnd)
            {
                output.Add(message.Message.Bytes.Span[headers[i].LineStart..headers[i].LineEnd]);
                i = lineEnd;
                continue;
            }
            for (; i < lineEnd; i++)
                WriteField(headers, i, edits, ref e, ref output);
        }
        for (; e < edits.Length; e++)
            WriteLine(InsertedName(edits[e]), edits[e].Value.Span, ref output);
        if (!headers.Contains(HeaderName.ContentLength))
            WriteContentLength(message.Message.Body.Length, ref output);
        output.Add("\r\n"u8);
    }

    static void WriteField(HeaderList headers, int index, ReadOnlySpan<HeaderEdit> edits, ref int e, ref ByteBuffer output)
    {
        var value = headers.Value(index);
        var kept = true;
        for (; e < edits.Length && edits[e].At == index; e++)
        {
            if (edits[e].Kind == EditKind.Insert)
                WriteLine(InsertedName(edits[e]), edits[e].Value.Span, ref output);
            else
                (kept, value) = (edits[e].Kind == EditKind.Replace, edits[e].Value);
        }
        if (kept)
            WriteLine(headers.NameText(index).Span, value.Span, ref output);
    }

    static ReadOnlySpan<byte> InsertedName(HeaderEdit edit) => edit.Name == HeaderName.Other ? edit.OtherName.Span : HeaderNames.ToWire(edit.Name);

    static int EndOfLineGroup(HeaderList headers, int index)
    {
        var end = index + 1;
        while (end < headers.Count && headers[end].LineStart == headers[index].LineStart)
            end++;
        return end;
    }

    static void WriteLine(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref ByteBuffer output)
    {
        output.Add(name);
        output.Add(": "u8);
        output.Add(value);
        output.Add("\r\n"u8);
    }

    static void WriteContentLength(int length, ref ByteBuffer output)
    {
        output.Add("Content-Length: "u8);
        output.Add(length);
        output.Add("\r\n"u8);
    }
}

/// <summary>A growing rented buffer; <see cref="TakeArray"/> gives an exact copy and returns the rent.</summary>
ref struct ByteBuffer(int capacity)
{
    byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    int _length;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Add(long number)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    public byte[] TakeArray()
    {
        var result = _bytes.AsSpan(0, _length).ToArray();
        ArrayPool<byte>.Shared.Return(_bytes);
        return result;
    }

    void Reserve(int more)
    {
        if (_bytes.Length - _length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
