using System.Buffers;
using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Pipeline;

/// <summary>Text as it may stand in a SIP URI: what may not is escaped (RFC 3261 §25.1).</summary>
static class UriText
{
    // unreserved, and user-unreserved or param-unreserved.
    const string Unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()";

    static readonly SearchValues<byte> User = SearchValues.Create(Encoding.ASCII.GetBytes(Unreserved + "&=+$,;?/"));
    static readonly SearchValues<byte> Parameter = SearchValues.Create(Encoding.ASCII.GetBytes(Unreserved + "[]/:&+$"));

    public static void AddUser(string text, ref ByteBuffer output) => Add(text, User, ref output);

    public static void AddParameter(string text, ref ByteBuffer output) => Add(text, Parameter, ref output);

    /// <summary>A host that is kept without brackets.</summary>
    public static void AddHost(string host, ref ByteBuffer output)
    {
        var isIPv6 = host.Contains(':', StringComparison.Ordinal) && host[0] != '[';
        output.Add(isIPv6 ? "["u8 : default);
        output.Add(host);
        output.Add(isIPv6 ? "]"u8 : default);
    }

    static void Add(string text, SearchValues<byte> allowed, ref ByteBuffer output)
    {
        var input = new ByteBuffer(text.Length + 16);
        input.Add(text);
        foreach (var letter in input.Written)
        {
            if (allowed.Contains(letter))
                output.Add([letter]);
            else
                output.Add([(byte)'%', Digit(letter >> 4), Digit(letter & 15)]);
        }
        input.Return();
    }

    static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}
