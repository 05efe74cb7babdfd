namespace Rouse.Server.Transport;

/// <summary>
/// What waits to be written on one connection. Any thread adds and is never blocked: the first writes until the system takes no more, and
/// goes on when it does.
/// </summary>
/// <param name="wire">Takes the bytes.</param>
/// <param name="time">Stamps progress.</param>
/// <param name="flow">Told when nothing more will be written.</param>
/// <param name="isHeld">Until <see cref="Opened"/> everything waits.</param>
sealed class SendQueue(IWire wire, TimeProvider time, TcpFlow flow, bool isHeld = false)
{
    // Progress is seen between slices; a phone on a bad network gets so much through within ConnectionLimits.NoProgress. As long as the
    // longest record of TLS (RFC 8446 §5.1). Own decision.
    const int SliceBytes = 16_384;

    readonly Lock _lock = new();
    Queue<ReadOnlyMemory<byte>>? _waiting;
    int _bytes;
    long _progressAt = time.GetTimestamp();
    bool _isWriting = isHeld;
    bool _isCompleted;

    /// <summary>Added and not yet taken by the system.</summary>
    public int Bytes => Volatile.Read(ref _bytes);

    /// <summary>False when the queue is completed, or full: then the flow is aborted.</summary>
    public bool Add(ReadOnlyMemory<byte> message)
    {
        var place = Admit(message);
        if (place == Place.First)
            _ = WriteAsync(message);
        else if (place == Place.NoRoom)
            flow.Abort("its peer takes too little of what is sent");
        return place is Place.First or Place.Behind;
    }

    /// <summary>The end of what it was held for: what waits is written, or will never be.</summary>
    public void Opened(bool isOpen)
    {
        if (!isOpen)
        {
            Drop();
            flow.WritingEnded();
        }
        else if (TryNext(out var message))
        {
            _ = WriteAsync(message);
        }
    }

    /// <summary>Nothing is added any more; the flow is told when all is written.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (_isCompleted)
                return;
            _isCompleted = true;
            if (_isWriting)
                return;
        }
        flow.WritingEnded();
    }

    public bool IsStuck(long now)
    {
        lock (_lock)
            return _bytes > 0 && time.GetElapsedTime(_progressAt, now) >= ConnectionLimits.NoProgress;
    }

    Place Admit(ReadOnlyMemory<byte> message)
    {
        lock (_lock)
        {
            if (_isCompleted)
                return Place.Completed;
            if (_bytes + message.Length > ConnectionLimits.QueueBytes)
                return Place.NoRoom;
            _bytes += message.Length;
            if (_isWriting)
            {
                (_waiting ??= []).Enqueue(message);
                return Place.Behind;
            }
            _isWriting = true;
            _progressAt = time.GetTimestamp();
            return Place.First;
        }
    }

    async Task WriteAsync(ReadOnlyMemory<byte> message)
    {
        try
        {
            do
            {
                while (!message.IsEmpty)
                {
                    var written = await wire.SendAsync(message[..Math.Min(message.Length, SliceBytes)]);
                    message = message[written..];
                    NoteProgress(written);
                }
            }
            while (TryNext(out message));
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    void NoteProgress(int written)
    {
        lock (_lock)
        {
            _bytes -= written;
            _progressAt = time.GetTimestamp();
        }
    }

    bool TryNext(out ReadOnlyMemory<byte> message)
    {
        message = default;
        lock (_lock)
        {
            if (_waiting != null && _waiting.TryDequeue(out message))
                return true;
            // An idle connection holds no queue.
            _waiting = null;
            _isWriting = false;
            if (!_isCompleted)
                return false;
        }
        flow.WritingEnded();
        return false;
    }

    void Fail(Exception e)
    {
        Drop();
        flow.Abort(e.Message);
        flow.WritingEnded();
    }

    void Drop()
    {
        lock (_lock)
        {
            _isCompleted = true;
            _waiting = null;
            _bytes = 0;
        }
    }

    enum Place : byte
    {
        First,
        Behind,
        Completed,
        NoRoom,
    }
}
