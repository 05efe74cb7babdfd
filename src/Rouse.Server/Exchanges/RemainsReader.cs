using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>Reads the remains of an exchange from their front.</summary>
ref struct RemainsReader(ReadOnlySpan<byte> entry)
{
    ReadOnlySpan<byte> _rest = entry;

    public static EndedCaller ReadCaller(ReadOnlySpan<byte> entry)
    {
        var reader = new RemainsReader(entry);
        var head = reader.Take<Head>();
        return new EndedCaller(head.IsAccepted, head.ResponseLength == 0 ? null : reader.Take(head.ResponseLength).ToArray());
    }

    /// <summary>What is done with a response on this branch; nothing with one that never was, or whose time is over.</summary>
    public static EndedBranch ReadBranch(ReadOnlySpan<byte> entry, int index, long now)
    {
        var reader = new RemainsReader(entry);
        var head = reader.Take<Head>();
        reader.Take(head.ResponseLength);
        var path = head.HasPath ? reader.Take<PathPart>() : default;
        for (var i = 0; i < head.Branches; i++)
        {
            var branch = reader.Take<BranchHead>();
            var flow = branch.Remains == BranchRemains.Acknowledges ? reader.Take<FlowAddress>() : path.Flow;
            var ack = reader.Take(branch.AckLength);
            if (branch.Index == index)
                return branch.Until > now ? new EndedBranch(branch.Remains, path.Path, flow, ack.ToArray()) : default;
        }
        return default;
    }

    T Take<T>()
        where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(_rest);
        _rest = _rest[Unsafe.SizeOf<T>()..];
        return value;
    }

    ReadOnlySpan<byte> Take(int length)
    {
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
