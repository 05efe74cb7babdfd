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
        AddLines(bytes[..(bytes.IndexOf((byte)'\n') + 1)], ref output);
    }

    static void WriteHeaders(OutgoingMessage message, ref ByteBuffer output)
    {
        var headers = message.Message.Headers;
        var edits = message.Edits.All;
        var e = 0;
        var i = 0;
        while (i < headers.Count)
        {
            WriteInserted(edits, i, ref e, ref output);
            // Values that share a line are written one by one as soon as one of them is edited.
            var lineEnd = EndOfLineGroup(headers, i);
            if (e == edits.Length || edits[e].At >= lineEnd)
            {
                AddLines(message.Message.Bytes.Span[headers[i].LineStart..headers[i].LineEnd], ref output);
                i = lineEnd;
                continue;
            }
            for (; i < lineEnd; i++)
                WriteField(headers, i, edits, ref e, ref output);
        }
        WriteInserted(edits, headers.Count, ref e, ref output);
        if (message.First(HeaderName.ContentLength).IsEmpty)
            WriteContentLength(message.Message.Body.Length, ref output);
        output.Add("\r\n"u8);
    }

    static void WriteInserted(ReadOnlySpan<HeaderEdit> edits, int at, ref int e, ref ByteBuffer output)
    {
        for (; e < edits.Length && edits[e].At == at && edits[e].Kind == EditKind.Insert; e++)
            WriteInserted(edits[e], ref output);
    }

    static void WriteField(HeaderList headers, int index, ReadOnlySpan<HeaderEdit> edits, ref int e, ref ByteBuffer output)
    {
        WriteInserted(edits, index, ref e, ref output);
        var isEdited = e < edits.Length && edits[e].At == index;
        if (!isEdited || edits[e].Kind == EditKind.Replace)
            WriteLine(headers.NameText(index).Span, isEdited ? edits[e].Value.Span : headers.Value(index).Span, ref output);
        if (isEdited)
            e++;
    }

    static void WriteInserted(HeaderEdit edit, ref ByteBuffer output)
    {
        if (edit.Name != HeaderName.Other)
        {
            WriteLine(HeaderNames.ToWire(edit.Name), edit.Value.Span, ref output);
            return;
        }
        output.Add(edit.Value.Span);
        output.Add("\r\n"u8);
    }

    static int EndOfLineGroup(HeaderList headers, int index)
    {
        var end = index + 1;
        while (end < headers.Count && headers[end].LineStart == headers[index].LineStart)
            end++;
        return end;
    }

    // Copies lines as they stand, but where one ended in LF alone it gets its CR back: liberal in what we take, not in what we send.
    static void AddLines(ReadOnlySpan<byte> lines, ref ByteBuffer output)
    {
        while (!lines.IsEmpty)
        {
            var length = lines.IndexOf((byte)'\n') + 1;
            if (lines[..length].EndsWith("\r\n"u8))
            {
                output.Add(lines[..length]);
            }
            else
            {
                output.Add(lines[..(length - 1)]);
                output.Add("\r\n"u8);
            }
            lines = lines[length..];
        }
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
