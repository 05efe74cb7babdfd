using System.Buffers;
using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Diversion;

/// <summary>What is added to the URI of a diverted call (RFC 4458 §3): whose call it was, and why it comes.</summary>
static class DiversionUri
{
    /// <summary>What may stand in the value of a URI parameter (RFC 3261 §25.1: unreserved, param-unreserved).</summary>
    static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()[]/:&+$"u8);

    /// <summary><c>;target=sip:bob%40example.org;cause=486</c></summary>
    /// <param name="target">The Request-URI that nobody took.</param>
    /// <param name="cause">RFC 4458 §4.</param>
    public static byte[] Parameters(ReadOnlySpan<byte> target, int cause)
    {
        var output = new ByteBuffer(target.Length + 32);
        output.Add(";target="u8);
        foreach (var letter in target)
        {
            if (Plain.Contains(letter))
                output.Add([letter]);
            else
                output.Add(Encoding.ASCII.GetBytes($"%{letter:X2}"));
        }
        output.Add(";cause="u8);
        output.Add(cause);
        return output.TakeArray();
    }
}
