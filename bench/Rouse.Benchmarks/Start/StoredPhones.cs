using System.Globalization;
using System.Net;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Storage;
using Rouse.Server.Transport;

namespace Rouse.Benchmarks.Start;

/// <summary>
/// A data folder as a server with many phones leaves it, written by the server's own code: each has push parameters; of three, one is on
/// UDP, two were on a connection. The last in the order of the table is on UDP at an address that the caller names.
/// </summary>
internal static class StoredPhones
{
    private const string Domain = "bench.test";
    private const int RowsAtOnce = 10_000;

    private static readonly Listener Tcp = new(SipTransport.Tcp, IPEndPoint.Parse("127.0.0.1:5060"), null);

    public static int Write(string folder, int count, string listener, string last)
    {
        Directory.CreateDirectory(folder);
        using var database = StoreDatabase.Open(Path.Combine(folder, StoreDatabase.FileName), new StoreOptions());
        var udp = new Listener(SipTransport.Udp, IPEndPoint.Parse(listener), null);
        var rows = new BindingRows(TimeProvider.System);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(RowsAtOnce))
        {
            database.Begin();
            rows.Write(database, [.. numbers.Select(i => RowOf(i, i == count - 1 ? IPEndPoint.Parse(last) : null, udp))]);
            database.Commit();
        }
        return 0;
    }

    private static BindingRow RowOf(int number, IPEndPoint? last, Listener udp)
    {
        var user = string.Create(CultureInfo.InvariantCulture, $"user{number:D7}");
        var remote = last ?? new IPEndPoint(new IPAddress([127, (byte)(1 + (number >> 16)), (byte)(number >> 8), (byte)number]), 5060);
        var contact = $"<sip:{user}@{remote};pn-provider=apns;pn-param=ABCDE12345.org.example.phone.voip&remote;pn-prid={number:x64}:voip"
            + $"&{number:x64}:remote>;+sip.instance=\"<urn:uuid:00000000-0000-4000-8000-{number:x12}>\"";
        var binding = Read(new AddressOfRecord(user, Domain), Encoding.UTF8.GetBytes(contact)) with
        {
            Flow = new StoredPath(last != null || number % 3 == 0 ? udp : Tcp, remote),
        };
        return new BindingRow(BindingKey.Of(binding), binding, binding.ExpiresAt);
    }

    private static Binding Read(AddressOfRecord aor, byte[] text)
    {
        if (!NameAddress.TryParse(text, out var contact) || !contact.TryGetUri(out var uri))
            throw new FormatException(Encoding.UTF8.GetString(text));
        var identity = BindingIdentity.Of(contact.Parameters, uri, null);
        var now = TimeProvider.System.GetTimestamp();
        return new Binding
        {
            Aor = aor,
            Identity = identity,
            Id = identity.IdAt(aor),
            Contact = text,
            HasPush = true,
            CallIdHash = 1,
            CSeq = 1,
            ExpiresAt = now + (24 * 3600 * TimeProvider.System.TimestampFrequency),
            RegisteredAt = now,
            ReceiveNumber = 1,
        };
    }

    /// <summary>Only its addresses matter.</summary>
    private sealed class StoredPath(Listener listener, IPEndPoint remote) : Flow(0, listener, remote)
    {
        protected override bool Transmit(ReadOnlyMemory<byte> message) => false;

        public override void Close()
        {
        }
    }
}
