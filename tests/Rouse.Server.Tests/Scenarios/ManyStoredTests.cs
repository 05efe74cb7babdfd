using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Location;
using Rouse.Server.Tests.Location;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A start with many stored bindings; how long it takes <c>bench/start</c> measures.</summary>
public sealed class ManyStoredTests
{
    const int Count = 20_000;

    [Fact]
    public void Phone_stored_last_is_called_after_a_start_with_twenty_thousand()
    {
        using var disk = new TestStore();
        Fill(disk);
        using var network = new TestNetwork(store: disk);
        Assert.Equal(Count, network.Server.Bindings);
        var phone = network.Phone("user19999", SipTransport.Udp);
        Assert.Equal("192.0.2.11:40001", phone.HostPort);
        var alice = network.Phone("alice");
        var call = alice.Invites("user19999");
        alice.Receives("SIP/2.0 100 *");
        phone.Answers(phone.ReceivesRequest("INVITE *"), 486);
        phone.Receives("ACK *");
        call.Acks(alice.Receives("SIP/2.0 486 *"));
        network.Push.Expects("fcm", "tok19999");
        network.Push.ExpectsNothing();
    }

    static void Fill(TestStore disk)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var rows = new List<BindingRow>(Count);
        var listener = new Listener(SipTransport.Udp, IPEndPoint.Parse("192.0.2.1:5060"), null);
        for (var i = 0; i < Count; i++)
        {
            var user = string.Create(CultureInfo.InvariantCulture, $"user{i:D5}");
            var remote = i == Count - 1 ? "192.0.2.11:40001" : $"198.51.{i >> 8}.{i & 255}:5060";
            var registration = new Registration
            {
                Aor = new AddressOfRecord(user, "example.org"),
                Contacts = [$"<sip:{user}@{remote};pn-provider=fcm;pn-param=p;pn-prid=tok{i}>;expires=86400"],
                Flow = new FakeFlow(i, listener, IPEndPoint.Parse(remote)),
            };
            var binding = registration.ToChange(clock).Contacts[0].Binding;
            rows.Add(new BindingRow(BindingKey.Of(binding), binding, binding.ExpiresAt));
        }
        using var database = disk.Begin(clock, NullLogger.Instance).Open();
        database.Begin();
        new BindingRows(clock).Write(database, rows);
        database.Commit();
    }
}
