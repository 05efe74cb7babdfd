using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Rouse.Server.Transport;

/// <summary>
/// recvmmsg(2) and sendmmsg(2): a wake-up takes all that has come, and what its handling sends leaves in one system call. The only unsafe
/// code of the packet path: one native block holds headers, addresses and bytes, and never moves.
/// </summary>
sealed unsafe partial class LinuxDatagramIo : IDatagramIo
{
    // The first of a batch waits for its answer until the last is handled: at 15 µs each, half a millisecond. Own decision.
    const int Batch = 32;

    // Whole pages: what a short datagram leaves untouched is never resident.
    const int ReceiveBytes = 1 << 16;

    // An ordinary batch of answers, and the largest datagram at least twice.
    const int SendBytes = 1 << 17;

    const int WaitForOne = 0x10000;
    const int Interrupted = 4;

    readonly Socket _socket;
    readonly SafeSocketHandle _handle;
    readonly SocketAddress _source;
    readonly void* _block;
    readonly Header* _received;
    readonly Header* _queued;
    readonly byte* _sendBytes;
    int _receivedCount = Batch;
    int _queuedCount;
    int _queuedBytes;

    public LinuxDatagramIo(Socket socket)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        _source = new SocketAddress(socket.AddressFamily);
        const int headers = Batch * 2;
        var bytes = Batch * ReceiveBytes + SendBytes + headers * (sizeof(Header) + sizeof(Place));
        _block = NativeMemory.AlignedAlloc((nuint)bytes, (nuint)Environment.SystemPageSize);
        var receiveBytes = (byte*)_block;
        _sendBytes = receiveBytes + Batch * ReceiveBytes;
        _received = (Header*)(_sendBytes + SendBytes);
        _queued = _received + Batch;
        var places = (Place*)(_received + headers);
        for (var i = 0; i < headers; i++)
        {
            var place = places + i;
            place->Bytes = i < Batch ? receiveBytes + i * ReceiveBytes : null;
            place->Length = ReceiveBytes;
            _received[i] = new Header { Message = { Address = place->Address, Place = place, Places = 1 }, Length = 0 };
        }
    }

    public int Receive()
    {
        // The kernel has written the length of each source over ours.
        for (var i = 0; i < _receivedCount; i++)
            _received[i].Message.AddressLength = Place.AddressBytes;
        _receivedCount = 0;
        var count = ReceiveMany(_handle, _received, Batch, WaitForOne, null);
        if (count >= 0)
            return _receivedCount = count;
        _received[0].Message.AddressLength = Place.AddressBytes;
        return Marshal.GetLastPInvokeError() is not Interrupted and var error ? throw new SocketException((int)ErrorOf(error)) : 0;
    }

    public bool MayHaveMore => _receivedCount == Batch;

    public ReadOnlySpan<byte> Datagram(int index) => new(_received[index].Message.Place->Bytes, (int)_received[index].Length);

    public SocketAddress Source(int index)
    {
        new ReadOnlySpan<byte>(_received[index].Message.Address, _source.Size).CopyTo(_source.Buffer.Span);
        return _source;
    }

    public bool TryQueue(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        if (datagram.Length > ReceiveBytes || _queuedCount == Batch || _queuedBytes + datagram.Length > SendBytes)
            return false;
        var header = &_queued[_queuedCount++].Message;
        header->Place->Bytes = _sendBytes + _queuedBytes;
        header->Place->Length = (nuint)datagram.Length;
        header->AddressLength = (uint)to.Size;
        to.Buffer.Span[..to.Size].CopyTo(new Span<byte>(header->Address, Place.AddressBytes));
        datagram.CopyTo(new Span<byte>(_sendBytes + _queuedBytes, datagram.Length));
        _queuedBytes += datagram.Length;
        return true;
    }

    public void Flush(Action<SocketError, int> failed)
    {
        for (var done = 0; done < _queuedCount;)
        {
            var sent = SendMany(_handle, _queued + done, (uint)(_queuedCount - done), 0);
            if (sent < 0 && Marshal.GetLastPInvokeError() is not Interrupted and var error)
                failed(ErrorOf(error), (int)_queued[done++].Message.Place->Length);
            done += Math.Max(sent, 0);
        }
        _queuedCount = _queuedBytes = 0;
    }

    // Of an unconnected socket it says so, and wakes the thread all the same; closing would not.
    public void Interrupt()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.NotConnected)
        {
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        NativeMemory.AlignedFree(_block);
    }

    // errno(3), generic numbers: those that UDP gives.
    static SocketError ErrorOf(int error) => error switch
    {
        1 => SocketError.AccessDenied,
        90 => SocketError.MessageSize,
        101 => SocketError.NetworkUnreachable,
        105 => SocketError.NoBufferSpaceAvailable,
        111 => SocketError.ConnectionRefused,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static partial int ReceiveMany(SafeSocketHandle socket, Header* headers, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    private static partial int SendMany(SafeSocketHandle socket, Header* headers, uint count, int flags);

    /// <summary>struct mmsghdr: how long the datagram is comes after the padding of the struct msghdr, so that stays one.</summary>
    struct Header
    {
        public MessageHeader Message;
        public uint Length;
    }

    /// <summary>struct msghdr.</summary>
    struct MessageHeader
    {
        public byte* Address;
        public uint AddressLength;
        public Place* Place;
        public nuint Places;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>What a header points to: a struct iovec, and room for a struct sockaddr_in6.</summary>
    struct Place
    {
        public const int AddressBytes = 28;

        public byte* Bytes;
        public nuint Length;
        public fixed byte Address[32];
    }
}
