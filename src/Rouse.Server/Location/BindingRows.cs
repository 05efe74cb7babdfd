using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using Rouse.Server.Storage;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>Writes rows of the table <c>bindings</c>; times of the monotonic clock become those of the wall clock.</summary>
sealed class BindingRows(TimeProvider time)
{
    /// <summary>Address of IPv6, then port.</summary>
    public const int MostAddressBytes = 18;

    const string Put = """
        INSERT OR REPLACE INTO bindings
            (user, domain, kind, identity, contact, path, push, app, registered_at, keep_until, transport, local, remote, gruu,
             messages)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """;

    const string Remove = "DELETE FROM bindings WHERE user = ?1 AND domain = ?2 AND kind = ?3 AND identity = ?4";

    public void Write(StoreDatabase database, IReadOnlyList<BindingRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Binding is { } binding)
                Write(BindKey(database.Prepare(Put), row.Key), binding, row.KeepUntil);
            else
                BindKey(database.Prepare(Remove), row.Key).Run();
        }
    }

    static StoreStatement BindKey(StoreStatement statement, BindingKey key) => statement
        .BindText(1, key.Aor.User)
        .BindText(2, key.Aor.Domain)
        .Bind(3, (long)key.Identity.Kind)
        .BindText(4, key.Identity.Key);

    void Write(StoreStatement put, Binding binding, long keepUntil)
    {
        put.BindBlob(5, binding.Contact)
            .Bind(7, (long)PushOf(binding))
            .Bind(9, ToWallClock(binding.RegisteredAt).ToUnixTimeMilliseconds())
            // Rounded up: never a second too short.
            .Bind(10, ToWallClock(keepUntil).ToUnixTimeSeconds() + 1)
            .Bind(11, (long)(binding.Flow?.Transport ?? SipTransport.Tcp))
            .Bind(14, binding.GruuMark)
            .Bind(15, binding.MessagesOnly / time.TimestampFrequency);
        if (binding.Path.Count > 0)
            put.BindBlob(6, PathBytes(binding.Path));
        // So that a start need not read the parameters of every phone.
        if (binding.Push is { Tokens.Count: > 0 } parameters)
            put.BindText(8, $"{parameters.Provider} {parameters.Param}");
        if (binding.Flow is { } flow)
        {
            Span<byte> address = stackalloc byte[MostAddressBytes];
            put.BindBlob(12, address[..WriteAddress(flow.Listener.Local, address)]);
            put.BindBlob(13, address[..WriteAddress(flow.Remote, address)]);
        }
        put.Run();
    }

    static StoredPush PushOf(Binding binding) =>
        binding.IsPushedElsewhere ? StoredPush.Elsewhere : binding.HasPush ? StoredPush.Own : StoredPush.None;

    static byte[] PathBytes(IReadOnlyList<ReadOnlyMemory<byte>> path)
    {
        var bytes = new ArrayBufferWriter<byte>(128);
        foreach (var value in path)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), value.Length);
            bytes.Advance(sizeof(int));
            bytes.Write(value.Span);
        }
        return bytes.WrittenSpan.ToArray();
    }

    public static int WriteAddress(IPEndPoint address, Span<byte> to)
    {
        address.Address.TryWriteBytes(to, out var length);
        BinaryPrimitives.WriteUInt16BigEndian(to[length..], (ushort)address.Port);
        return length + sizeof(ushort);
    }

    DateTimeOffset ToWallClock(long timestamp) => time.GetUtcNow() - time.GetElapsedTime(timestamp);
}

/// <summary>Column <c>push</c>.</summary>
enum StoredPush : byte
{
    None,
    Own,
    Elsewhere,
}
