using System.Text;

namespace Rouse.Logging;

/// <summary>
/// Lines on their way out. Whoever logs only puts a line here; one thread writes. Where nobody reads (a terminal that was stopped, a pipe
/// that is full), lines are lost and counted, and the server goes on.
/// </summary>
sealed class LineQueue : IDisposable
{
    /// <summary>Some seconds of a busy server at level debug; own decision.</summary>
    public const int MaxLines = 10_000;

    /// <summary>Lines at level debug are whole messages.</summary>
    const int MaxLetters = 8 << 20;

    /// <summary>How long the end of the program waits for its last lines; own decision.</summary>
    static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    readonly SemaphoreSlim _arrived = new(0);
    readonly Stream _output;
    readonly Func<long, string> _describeLoss;
    readonly Thread _thread;
    Queue<string> _waiting = new();
    int _letters;
    long _lost;
    long _lostUntold;
    bool _isOver;

    /// <param name="output">Where to; stays the caller's.</param>
    /// <param name="describeLoss">The line that tells how many lines were lost.</param>
    public LineQueue(Stream output, Func<long, string> describeLoss)
    {
        _output = output;
        _describeLoss = describeLoss;
        _thread = new Thread(Write) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <summary>Lines that nobody got.</summary>
    public long Lost => Volatile.Read(ref _lost);

    public void Add(string line)
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            if (_waiting.Count >= MaxLines || _letters + line.Length > MaxLetters)
            {
                _lost++;
                _lostUntold++;
                return;
            }
            _waiting.Enqueue(line);
            _letters += line.Length;
            if (_waiting.Count > 1)
                return;
        }
        _arrived.Release();
    }

    /// <summary>Writes what is there, if somebody reads it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            _isOver = true;
        }
        _arrived.Release();
        _thread.Join(LastPatience);
    }

    void Write()
    {
        while (true)
        {
            _arrived.Wait();
            Queue<string> batch;
            bool isLast;
            lock (_lock)
            {
                (batch, _waiting, isLast) = (_waiting, new Queue<string>(), _isOver);
                if (_lostUntold > 0)
                    batch.Enqueue(_describeLoss(_lostUntold));
                (_letters, _lostUntold) = (0, 0);
            }
            Write(batch);
            if (isLast)
                return;
        }
    }

    void Write(Queue<string> batch)
    {
        try
        {
            // Line by line, so that what a batch holds is not written twice as one text.
            foreach (var line in batch)
                _output.Write(Encoding.UTF8.GetBytes(line));
            _output.Flush();
        }
        // Nobody is there any more to be told.
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            Interlocked.Add(ref _lost, batch.Count);
        }
    }
}
