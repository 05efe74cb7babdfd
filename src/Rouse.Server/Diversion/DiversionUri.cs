using System.Buffers;
using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Diversion;

/// <summary>The URI of a diverted call (RFC 4458 §3): whose call it was, and why it comes.</summary>
static class DiversionUri
{
    /// <summary>What may stand in the value of a URI parameter (RFC 3261 §25.1: unreserved, param-unreserved).</summary>
    static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()[]/:&+$"u8);

    /// <summary>With <c>target</c> and <c>cause</c> behind the other parameters.</summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="target">The Request-URI that nobody took.</param>
    /// <param name="cause">RFC 4458 §4: 404, 408, 480, 486, 487, 302.</param>
    public static byte[] Write(SipUri to, ReadOnlySpan<byte> target, int cause)
    {
        var headers = to.Headers.Span;
        var text = to.Text.Span;
        var output = new ByteBuffer(text.Length + target.Length + 32);
        output.Add(text[..^headers.Length]);
        output.Add(";target="u8);
        foreach (var letter in target)
            Add(letter, ref output);
        output.Add(";cause="u8);
        output.Add(cause);
        return output.TakeArray();
    }

    static void Add(byte letter, ref ByteBuffer output)
    {
        if (Plain.Contains(letter))
            output.Add([letter]);
        else
            output.Add(Encoding.ASCII.GetBytes($"%{letter:X2}"));
    }
}
