using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Rouse.Server.Transport;

/// <summary>
/// A thread that waits for many sockets at once, epoll(7), and tells each when something has come. It is told of a change once
/// (edge-triggered): a socket costs no system call but its receives.
/// </summary>
sealed partial class EpollLoop : IDisposable
{
    // Sockets taken from the system at once; own decision: more only makes the first wait for the last.
    const int Batch = 64;

    const int CloseOnExec = 0x80000;
    const int Add = 1;
    const int Interrupted = 4;

    const uint Readable = 0x1;
    const uint Failed = 0x8;
    const uint HungUp = 0x10;
    const uint PeerEnded = 0x2000;
    const uint OnChange = 0x8000_0000;

    // struct epoll_event: packed on x86-64 alone.
    static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    static readonly int EventBytes = DataOffset + 8;

    // The slot of what stops the thread.
    const int StopSlot = -1;

    readonly SafeFileHandle _epoll;
    readonly SafeFileHandle _stop;
    readonly Lock _lock = new();
    readonly Stack<int> _free = [];
    readonly Thread _thread;
    LoopReadiness?[] _watched = new LoopReadiness[64];
    int _slots;

    /// <param name="name">Of the thread.</param>
    public EpollLoop(string name)
    {
        _epoll = Opened(CreateEpoll(CloseOnExec));
        _stop = Opened(CreateEvent(0, CloseOnExec));
        Watch(_stop, StopSlot, Readable);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Tells of the socket from now on, until what is returned is disposed.</summary>
    /// <exception cref="IOException">The system takes no more.</exception>
    public LoopReadiness Watch(Socket socket)
    {
        LoopReadiness readiness;
        int slot;
        lock (_lock)
        {
            slot = _free.TryPop(out var free) ? free : _slots++;
            if (slot == _watched.Length)
                Array.Resize(ref _watched, slot * 2);
            readiness = _watched[slot] = new LoopReadiness(this, slot);
        }
        try
        {
            Watch(socket.SafeHandle, slot, Readable | PeerEnded | OnChange);
            return readiness;
        }
        catch
        {
            Forget(slot, readiness);
            throw;
        }
    }

    /// <summary>
    /// The slot may be another's from now on. An event that was on its way then wakes that one for nothing, which does no harm.
    /// </summary>
    /// <param name="slot">Where it was.</param>
    /// <param name="readiness">What was there; one that is gone already is not forgotten again.</param>
    public void Forget(int slot, LoopReadiness readiness)
    {
        lock (_lock)
        {
            if (_watched[slot] != readiness)
                return;
            _watched[slot] = null;
            _free.Push(slot);
        }
    }

    /// <summary>Ends the thread; from another one.</summary>
    public void Dispose()
    {
        ulong one = 1;
        _ = Write(_stop, ref one, sizeof(ulong));
        _thread.Join();
        _epoll.Dispose();
        _stop.Dispose();
    }

    void Run()
    {
        var events = new byte[Batch * EventBytes];
        while (true)
        {
            var count = Wait(_epoll, ref events[0], Batch, Timeout.Infinite);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
                throw new SocketException(Marshal.GetLastPInvokeError(), "epoll_wait");
            for (var i = 0; i < count; i++)
            {
                var happened = events.AsSpan(i * EventBytes, EventBytes);
                var slot = BinaryPrimitives.ReadInt32LittleEndian(happened[DataOffset..]);
                if (slot == StopSlot)
                    return;
                var flags = BinaryPrimitives.ReadUInt32LittleEndian(happened);
                Volatile.Read(ref _watched)[slot]?.Happened((flags & (Failed | HungUp | PeerEnded)) != 0);
            }
        }
    }

    void Watch(SafeHandle handle, int slot, uint flags)
    {
        Span<byte> wanted = stackalloc byte[EventBytes];
        wanted.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, flags);
        BinaryPrimitives.WriteInt32LittleEndian(wanted[DataOffset..], slot);
        if (Control(_epoll, Add, handle, ref wanted[0]) < 0)
        {
            var reason = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            throw new IOException($"the system watches no more connections: {reason}");
        }
    }

    static SafeFileHandle Opened(int descriptor) => descriptor >= 0
        ? new SafeFileHandle(descriptor, ownsHandle: true)
        : throw new SocketException(Marshal.GetLastPInvokeError(), "epoll");

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreateEpoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeHandle epoll, int operation, SafeHandle watched, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(SafeHandle epoll, ref byte events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint count, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeHandle handle, ref ulong count, nuint bytes);
}
