using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>Writes what remains of an exchange.</summary>
ref struct RemainsWriter(Span<byte> output)
{
    Span<byte> _rest = output;

    /// <summary>The entry's head: what of the exchange lives on, and how long the entry gets.</summary>
    /// <param name="exchange">Nothing is awaited in it any more.</param>
    /// <param name="now">Timestamp; what ends now is left out.</param>
    public static Head Measure(Exchange exchange, long now)
    {
        var caller = exchange.Caller;
        var callerUntil = caller is { LingersUntil: var until } && until > now ? until : 0;
        var response = callerUntil > 0 ? caller!.Repeated.Length : 0;
        var head = new Head
        {
            Key = exchange.Key,
            Id = exchange.Id,
            CallerUntil = callerUntil,
            IsAccepted = caller is { IsAccepted: true },
            ResponseLength = response,
            Length = Unsafe.SizeOf<Head>() + response,
        };
        foreach (var branch in exchange.Branches)
            head = Measure(head, branch, now);
        return head;
    }

    public static void Write(Exchange exchange, Head head, IReadOnlyList<Listener> listeners, Span<byte> output)
    {
        var writer = new RemainsWriter(output);
        writer.Put(head);
        if (head.ResponseLength > 0)
            writer.Put(exchange.Caller!.Repeated.Span);
        if (head.HasPath)
            writer.Put(new PathPart(CallerPath.Of(exchange), FlowAddress.Of(exchange.Flow, listeners)));
        foreach (var branch in exchange.Branches)
        {
            if (branch.Remains != BranchRemains.Nothing)
                writer.Put(branch, listeners);
        }
    }

    static Head Measure(Head head, BranchTransaction branch, long now)
    {
        var until = branch.AllLingerUntil;
        if (until > now)
            head = head with { BranchesUntil = Math.Max(head.BranchesUntil, until) };
        if (branch.Remains == BranchRemains.Nothing)
            return head;
        var length = head.Length + Unsafe.SizeOf<BranchHead>();
        var isPathNew = branch.Remains == BranchRemains.Forwards && !head.HasPath;
        length += branch.Remains == BranchRemains.Acknowledges
            ? Unsafe.SizeOf<FlowAddress>() + branch.Ack.Length
            : isPathNew ? Unsafe.SizeOf<PathPart>() : 0;
        return head with { Length = length, Branches = (short)(head.Branches + 1), HasPath = head.HasPath || isPathNew };
    }

    void Put(BranchTransaction branch, IReadOnlyList<Listener> listeners)
    {
        var acknowledges = branch.Remains == BranchRemains.Acknowledges;
        Put(new BranchHead(branch.LingersUntil, acknowledges ? branch.Ack.Length : 0, (short)branch.Branch.Index, branch.Remains));
        if (!acknowledges)
            return;
        Put(FlowAddress.Of(branch.Branch.Flow, listeners));
        Put(branch.Ack.Span);
    }

    void Put<T>(T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(_rest, in value);
        _rest = _rest[Unsafe.SizeOf<T>()..];
    }

    void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_rest);
        _rest = _rest[bytes.Length..];
    }
}
