using System.Buffers;
using System.Buffers.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;

namespace Rouse.Server.Registrar;

/// <summary>A binding as the 200 to a REGISTER lists it (RFC 3261 §10.3 step 8).</summary>
static class ContactWriter
{
    /// <summary>The value with <c>;expires=</c> set.</summary>
    /// <param name="binding">What is listed.</param>
    /// <param name="seconds">Until it ends.</param>
    /// <param name="isOwn">
    /// Whether it goes to the phone that it came from: then all else stays byte for byte. Others do not get its <c>pn-*</c>.
    /// </param>
    public static ReadOnlyMemory<byte> Write(Binding binding, long seconds, bool isOwn)
    {
        if (!NameAddress.TryParse(binding.Contact, out var contact))
            return binding.Contact;
        var text = binding.Contact.Span;
        var output = new ArrayBufferWriter<byte>(text.Length + 24);
        // The header's parameters are the tail of the value.
        var head = text[..^contact.Parameters.Text.Length];
        if (isOwn || !contact.HasBrackets)
            output.Write(head);
        else
            WriteWithoutPush(head, contact, output);
        WriteParameters(contact.Parameters, seconds, isOwn, output);
        return output.WrittenMemory;
    }

    static void WriteWithoutPush(ReadOnlySpan<byte> head, NameAddress contact, ArrayBufferWriter<byte> output)
    {
        if (!contact.TryGetUri(out var uri) || uri.Parameters.Text.IsEmpty)
        {
            output.Write(head);
            return;
        }
        var parameters = uri.Parameters.Text.Length;
        var tail = uri.Headers.Length;
        var start = head.LastIndexOf((byte)'>') - tail - parameters;
        output.Write(head[..start]);
        foreach (var parameter in uri.Parameters)
        {
            if (!PushParameters.IsPushParameter(parameter.Name.Span))
                output.Write(parameter.Text.Span);
        }
        output.Write(head[(start + parameters)..]);
    }

    static void WriteParameters(ParameterList parameters, long seconds, bool isOwn, ArrayBufferWriter<byte> output)
    {
        var isWritten = false;
        foreach (var parameter in parameters)
        {
            var name = parameter.Name.Span;
            if (System.Text.Ascii.EqualsIgnoreCase(name, "expires"u8))
            {
                if (!isWritten)
                    WriteExpires(seconds, output);
                isWritten = true;
            }
            // Without brackets a sloppy phone's push parameters stand here.
            else if (isOwn || !PushParameters.IsPushParameter(name))
            {
                output.Write(parameter.Text.Span);
            }
        }
        if (!isWritten)
            WriteExpires(seconds, output);
    }

    static void WriteExpires(long seconds, ArrayBufferWriter<byte> output)
    {
        output.Write(";expires="u8);
        Utf8Formatter.TryFormat(seconds, output.GetSpan(20), out var written);
        output.Advance(written);
    }
}
