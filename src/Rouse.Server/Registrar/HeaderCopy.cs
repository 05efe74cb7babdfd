namespace Rouse.Server.Registrar;

/// <summary>A header value that outlives its request.</summary>
static class HeaderCopy
{
    /// <summary>Exact size, so that a binding does not keep a whole datagram alive; a fold is white space (RFC 3261 §7.3.1).</summary>
    public static byte[] Of(ReadOnlySpan<byte> value)
    {
        var copy = value.ToArray();
        copy.AsSpan().Replace((byte)'\r', (byte)' ');
        copy.AsSpan().Replace((byte)'\n', (byte)' ');
        return copy;
    }
}
