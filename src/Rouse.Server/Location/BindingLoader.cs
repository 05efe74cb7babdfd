using System.Buffers.Binary;
using System.Net;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Storage;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>
/// Reads the bindings of before the start. A phone on UDP gets its flow back, silent until it speaks; one on a connection is asleep.
/// Nothing is made of a row beside what the binding keeps: there may be hundreds of thousands.
/// </summary>
/// <param name="store">Gets them.</param>
/// <param name="flows">Bound, but not receiving yet.</param>
/// <param name="canBePushed">
/// Whether we can push, as configured now; gets <c>pn-provider</c>, <c>pn-param</c>, and whether the phone is on this machine without a
/// proxy between.
/// </param>
/// <param name="time">Clock of the bindings.</param>
sealed class BindingLoader(MemoryLocationStore store, IFlowTable flows, Func<string, string, bool, bool> canBePushed, TimeProvider time)
{
    const string Select = """
        SELECT user, domain, kind, identity, contact, path, push, app, registered_at, keep_until, transport, local, remote, gruu, messages
        FROM bindings ORDER BY user, domain, kind, identity
        """;

    /// <summary>
    /// No grant and its lease are longer; a wall clock that was wrong when the machine started makes no phone immortal.
    /// </summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(25);

    readonly DateTimeOffset _wallClock = time.GetUtcNow();
    readonly long _now = time.GetTimestamp();
    readonly List<Binding> _ofOneAor = [];
    readonly List<EndedRow> _ended = [];
    readonly KnownTexts<string> _domains = new();
    readonly KnownTexts<bool> _apps = new();
    readonly KnownTexts<bool> _appsOfHere = new();

    /// <summary>Rows whose time has passed, as far as the wall clock can be trusted at a start.</summary>
    public IReadOnlyList<EndedRow> Ended => _ended;

    /// <summary>How many there are.</summary>
    public int Load(StoreDatabase database)
    {
        var count = 0;
        var rows = database.Prepare(Select);
        while (rows.Read())
        {
            var aor = AorOf(rows);
            if (_ofOneAor.Count > 0 && _ofOneAor[0].Aor != aor)
                Restore();
            var keepUntil = DateTimeOffset.FromUnixTimeSeconds(rows.Int64(9));
            if (keepUntil <= _wallClock)
            {
                _ended.Add(new EndedRow(new BindingKey(aor, IdentityOf(rows)), keepUntil));
                continue;
            }
            if (ToBinding(rows, aor, keepUntil) is not { } binding)
                continue;
            _ofOneAor.Add(binding);
            count++;
        }
        if (_ofOneAor.Count > 0)
            Restore();
        return count;
    }

    void Restore()
    {
        store.Restore(_ofOneAor[0].Aor, [.. _ofOneAor]);
        _ofOneAor.Clear();
    }

    AddressOfRecord AorOf(StoreStatement rows)
    {
        if (!_domains.TryFind(rows.Bytes(1), out var domain))
            domain = _domains.Add(rows.Bytes(1), rows.Text(1));
        if (_ofOneAor.Count > 0 && _ofOneAor[0].Aor is var last && ReferenceEquals(last.Domain, domain) && Is(rows.Bytes(0), last.User))
            return last;
        return new AddressOfRecord(rows.Text(0), domain);
    }

    static BindingIdentity IdentityOf(StoreStatement rows) => new((BindingIdentityKind)rows.Int64(2), rows.Text(3));

    // Null for a contact that this version cannot read: it is as if it had ended.
    Binding? ToBinding(StoreStatement rows, AddressOfRecord aor, DateTimeOffset keepUntil)
    {
        var contact = rows.Bytes(4).ToArray();
        if (!NameAddress.TryParse(contact, out var address) || !address.TryGetUri(out var uri) || !uri.IsSip)
            return null;
        var identity = IdentityOf(rows);
        var path = ReadPath(rows.Bytes(5));
        var push = (StoredPush)rows.Int64(6);
        var registered = DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(8));
        var messages = TimeSpan.FromSeconds(rows.Int64(14));
        var end = ToTimestamp(keepUntil - messages);
        return new Binding
        {
            Aor = aor,
            Identity = identity,
            Id = identity.IdAt(aor),
            Contact = contact,
            HasPush = push == StoredPush.Own,
            CanBePushed = push == StoredPush.Own && CanBePushed(rows.Bytes(7), path.Length == 0 && IsHere(rows.Bytes(12))),
            IsPushedElsewhere = push == StoredPush.Elsewhere,
            Path = path,
            CallIdHash = 0,
            CSeq = 0,
            ExpiresAt = end,
            EndsAt = end + ToTimestamps(messages),
            KeepUntil = end + ToTimestamps(messages),
            RegisteredAt = ToTimestamp(registered),
            // Below all that this process receives, in their own order.
            ReceiveNumber = Math.Min(-1, (long)(registered - _wallClock).TotalMilliseconds),
            Flow = FlowOf(rows, registered),
            GruuMark = (uint)rows.Int64(13),
            Q = ContactValue.ReadQ(address.Parameters),
        };
    }

    bool CanBePushed(ReadOnlySpan<byte> app, bool isHere)
    {
        if (app.IsEmpty)
            return false;
        var known = isHere ? _appsOfHere : _apps;
        if (known.TryFind(app, out var answer))
            return answer;
        var text = Encoding.UTF8.GetString(app);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return known.Add(app, canBePushed(text[..space], text[(space + 1)..], isHere));
    }

    Flow? FlowOf(StoreStatement rows, DateTimeOffset registered)
    {
        if ((SipTransport)rows.Int64(10) != SipTransport.Udp || ListenerAt(rows.Bytes(11)) is not { } listener)
            return null;
        if (ReadAddress(rows.Bytes(12)) is not { } remote || flows.FlowTo(listener, remote) is not { } flow)
            return null;
        // Dormant: nobody knows whether the phone is still there.
        var silent = _now - (long)((Reachabilities.AwakeFor.TotalSeconds + 1) * time.TimestampFrequency);
        flow.LastReceivedAt = Math.Min(silent, ToTimestamp(registered));
        return flow;
    }

    Listener? ListenerAt(ReadOnlySpan<byte> local)
    {
        Span<byte> own = stackalloc byte[BindingRows.MostAddressBytes];
        foreach (var listener in flows.Listeners)
        {
            if (listener.Transport == SipTransport.Udp && local.SequenceEqual(own[..BindingRows.WriteAddress(listener.Local, own)]))
                return listener;
        }
        return null;
    }

    static bool IsHere(ReadOnlySpan<byte> remote) => remote.Length == 6 ? remote[0] == 127
        : ReadAddress(remote) is { } address && Flow.IsOnThisMachine(address.Address);

    static IPEndPoint? ReadAddress(ReadOnlySpan<byte> bytes) => bytes.Length is 6 or BindingRows.MostAddressBytes
        ? new IPEndPoint(new IPAddress(bytes[..^2]), BinaryPrimitives.ReadUInt16BigEndian(bytes[^2..]))
        : null;

    static ReadOnlyMemory<byte>[] ReadPath(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return [];
        var path = new List<ReadOnlyMemory<byte>>();
        while (bytes.Length >= sizeof(int))
        {
            var length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(bytes), 0, bytes.Length - sizeof(int));
            path.Add(bytes.Slice(sizeof(int), length).ToArray());
            bytes = bytes[(sizeof(int) + length)..];
        }
        return [.. path];
    }

    long ToTimestamp(DateTimeOffset wallClock)
    {
        var ahead = wallClock - _wallClock;
        return _now + ToTimestamps(ahead < Longest ? ahead : Longest);
    }

    long ToTimestamps(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    static bool Is(ReadOnlySpan<byte> utf8, string text)
    {
        Span<char> characters = stackalloc char[256];
        return utf8.Length <= characters.Length
            && text.AsSpan().SequenceEqual(characters[..Encoding.UTF8.GetChars(utf8, characters)]);
    }
}

/// <summary>A row that was not loaded.</summary>
/// <param name="Key">Which one.</param>
/// <param name="KeepUntil">Its end.</param>
readonly record struct EndedRow(BindingKey Key, DateTimeOffset KeepUntil);
