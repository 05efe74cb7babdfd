using System.Net;
using System.Net.Sockets;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public sealed class EpollLoopTests : IDisposable
{
    // What has not come by then never will, however busy the machine is.
    static readonly TimeSpan Lost = TimeSpan.FromSeconds(20);

    readonly EpollLoop _loop;
    readonly List<IDisposable> _opened = [];

    public EpollLoopTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is Linux's");
        _loop = new EpollLoop("loop");
    }

    public void Dispose()
    {
        _opened.ForEach(static each => each.Dispose());
        _loop?.Dispose();
    }

    [Fact]
    public async Task Wait_ends_when_bytes_come_and_at_once_when_they_had_come()
    {
        var (ours, peer) = Connected();
        var readiness = _loop.Watch(ours);
        var wait = readiness.WaitAsync().AsTask();
        Assert.False(wait.IsCompleted);
        peer.Send("a"u8);
        await wait;
        Assert.Equal(1, ours.Receive(new byte[8]));

        peer.Send("b"u8);
        await Patience.Until(() => ours.Available > 0);
        await readiness.WaitAsync();
        Assert.Equal(1, ours.Receive(new byte[8]));
    }

    // One event tells of both, and the bytes are received before anybody waits for the end.
    [Fact]
    public async Task End_that_came_with_the_last_bytes_is_not_waited_for()
    {
        var (ours, peer) = Connected();
        peer.Send("a"u8);
        peer.Shutdown(SocketShutdown.Send);
        await Patience.Until(() => ours.Poll(0, SelectMode.SelectRead));
        var readiness = _loop.Watch(ours);
        await readiness.WaitAsync();
        Assert.Equal(1, ours.Receive(new byte[8]));
        await readiness.WaitAsync();
        Assert.Equal(0, ours.Receive(new byte[8]));
        await readiness.WaitAsync();
    }

    [Fact]
    public async Task What_did_not_fit_is_not_waited_for()
    {
        var (ours, peer) = Connected();
        var socket = new StreamSocket(ours, new StreamLoops(1, "loops"));
        peer.Send("abcde"u8);
        var received = new List<byte>();
        var array = new byte[2];
        while (received.Count < 5)
        {
            await socket.WaitAsync();
            if (socket.TryReceive(array) is > 0 and var count)
                received.AddRange(array[..count]);
        }
        Assert.Equal("abcde"u8.ToArray(), received);
        Assert.Equal(-1, socket.TryReceive(array));
    }

    [Fact]
    public async Task Interrupted_wait_ends_on_another_thread_and_none_waits_after_it()
    {
        var (ours, _) = Connected();
        var readiness = _loop.Watch(ours);
        readiness.GoOnInPlace();
        var where = WaitAndSayWhere(readiness);
        var closing = new Thread(readiness.Interrupt);
        closing.Start();
        Assert.NotEqual(closing.ManagedThreadId, await where);
        await readiness.WaitAsync();

        static async Task<int> WaitAndSayWhere(LoopReadiness readiness)
        {
            await readiness.WaitAsync();
            return Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task Each_of_many_sockets_hears_of_its_own_bytes_also_in_the_place_of_one_that_is_gone()
    {
        for (var round = 0; round < 2; round++)
        {
            var pairs = Enumerable.Range(0, 200).Select(_ => Connected()).ToArray();
            var readiness = pairs.Select(pair => _loop.Watch(pair.Ours)).ToArray();
            var waits = readiness.Select(each => each.WaitAsync().AsTask()).ToArray();
            for (var i = 0; i < pairs.Length; i += 2)
                pairs[i].Peer.Send("x"u8);
            for (var i = 0; i < pairs.Length; i += 2)
                await waits[i];
            for (var i = 1; i < pairs.Length; i += 2)
                Assert.False(waits[i].IsCompleted);
            foreach (var each in readiness)
            {
                each.Interrupt();
                each.Dispose();
            }
            foreach (var (ours, peer) in pairs)
            {
                ours.Dispose();
                peer.Dispose();
            }
        }
    }

    // Each is told just when the reader goes from one state to the next; a lost one would leave both waiting.
    [Fact]
    public async Task Nothing_that_is_told_is_lost_whenever_it_is_told()
    {
        var (ours, _) = Connected();
        var readiness = _loop.Watch(ours);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var told = 0;
        var seen = 0;
        var reading = Task.Run(async () =>
        {
            do
            {
                await readiness.WaitAsync();
                Volatile.Write(ref seen, Volatile.Read(ref told));
            }
            while (seen >= 0);
        });
        var telling = Task.Run(() =>
        {
            var random = new Random(1);
            for (var i = 1; !enough.IsCancellationRequested; i++)
            {
                readiness.Happened(hasEnded: false);
                for (var wait = random.Next(2_000); wait > 0; wait--)
                    Volatile.Read(ref told);
                Volatile.Write(ref told, i);
                readiness.Happened(hasEnded: false);
                // Seen within microseconds where there is a processor for it; who slept here would meet the reader asleep, not on its way.
                for (var spins = 0; spins < 10_000 && Volatile.Read(ref seen) < i; spins++)
                    Thread.SpinWait(1);
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref seen) == i, Lost), $"number {i} was lost");
            }
            Volatile.Write(ref told, -1);
            readiness.Happened(hasEnded: false);
        });
        await telling;
        await reading;
    }

    (Socket Ours, Socket Peer) Connected()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(listener.LocalEndPoint!);
        var ours = listener.Accept();
        _opened.AddRange([peer, ours]);
        return (ours, peer);
    }
}
