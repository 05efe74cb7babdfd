using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

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
    /// <param name="gruus">Writes those of the device; null where the phone does not take them.</param>
    public static ReadOnlyMemory<byte> Write(Binding binding, long seconds, bool isOwn, Gruus? gruus = null)
    {
        if (!NameAddress.TryParse(binding.Contact, out var contact))
            return binding.Contact;
        var text = binding.Contact.AsSpan();
        var output = new ByteBuffer(text.Length + (gruus == null ? 24 : 256));
        // The header's parameters are the tail of the value.
        var head = text[..^contact.Parameters.Text.Length];
        if (isOwn || !contact.HasBrackets)
            output.Add(head);
        else
            WriteWithoutPush(head, contact, ref output);
        WriteParameters(contact.Parameters, seconds, isOwn, ref output);
        gruus?.Write(binding, ref output);
        return output.TakeArray();
    }

    static void WriteWithoutPush(ReadOnlySpan<byte> head, NameAddress contact, ref ByteBuffer output)
    {
        if (!contact.TryGetUri(out var uri) || uri.Parameters.Text.IsEmpty)
        {
            output.Add(head);
            return;
        }
        var parameters = uri.Parameters.Text.Length;
        var tail = uri.Headers.Length;
        var start = head.LastIndexOf((byte)'>') - tail - parameters;
        output.Add(head[..start]);
        foreach (var parameter in uri.Parameters)
        {
            if (!PushParameters.IsPushParameter(parameter.Name.Span))
                output.Add(parameter.Text.Span);
        }
        output.Add(head[(start + parameters)..]);
    }

    static void WriteParameters(ParameterList parameters, long seconds, bool isOwn, ref ByteBuffer output)
    {
        var isWritten = false;
        foreach (var parameter in parameters)
        {
            var name = parameter.Name.Span;
            if (System.Text.Ascii.EqualsIgnoreCase(name, "expires"u8))
            {
                if (!isWritten)
                    WriteExpires(seconds, ref output);
                isWritten = true;
            }
            // Without brackets a sloppy phone's push parameters stand here. What it says of its GRUUs counts for nothing (RFC 5627 §5.1).
            else if ((isOwn || !PushParameters.IsPushParameter(name)) && !IsGruu(name))
            {
                output.Add(parameter.Text.Span);
            }
        }
        if (!isWritten)
            WriteExpires(seconds, ref output);
    }

    static bool IsGruu(ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(name, "pub-gruu"u8) || System.Text.Ascii.EqualsIgnoreCase(name, "temp-gruu"u8);

    static void WriteExpires(long seconds, ref ByteBuffer output)
    {
        output.Add(";expires="u8);
        output.Add(seconds);
    }
}
