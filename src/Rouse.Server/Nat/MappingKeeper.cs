using System.Net;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Nat;

/// <summary>
/// Keeps the NATs of those phones open that do not do it themselves: on UDP, silent, and not to be woken by a push. They are asked by
/// OPTIONS, because a packet from outside need not count for a NAT (RFC 4787 §4.3, REQ-6), and the phone's answer does.
/// </summary>
sealed class MappingKeeper(ILocationStore locations, IRequestSender sender, TimeProvider time)
{
    /// <summary>How often <see cref="AskSome"/> is to be called.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Each phone has its turn every 14 s, and is asked if nothing has come since its last one, or the time that an answer takes after it:
    // so less than 27 s pass, and a NAT may forget after 30 (RFC 5626 §4.4.2).
    const int Turns = 14;

    static readonly TimeSpan Silence = TimeSpan.FromSeconds(Turns - 1);

    int _turn;

    /// <summary>Asks those whose turn it is.</summary>
    public void AskSome()
    {
        _turn = (_turn + 1) % Turns;
        foreach (var binding in locations.Part(_turn, Turns))
        {
            if (IsMeant(binding) && time.GetElapsedTime(binding.Flow!.LastReceivedAt) >= Silence)
                sender.SendOnce(binding.Flow, via => Question(via.Span, binding));
        }
    }

    // A phone that a push wakes may sleep. One with a reg-id was told how often to show itself (RFC 5626 §4.4).
    static bool IsMeant(Binding binding) =>
        RegisterRules.IsOwnPath(binding) && binding is { CanBePushed: false, IsPushedElsewhere: false, Identity.HasRegId: false }
        && !IsInOurNetwork(binding);

    // Who is seen at the private address that it has itself. At a public one it may have learnt it from its NAT.
    static bool IsInOurNetwork(Binding binding) =>
        PrivateNetworks.Have(binding.Flow!.Remote.Address) && IsAt(binding.Uri, binding.Flow.Remote);

    static bool IsAt(SipUri contact, IPEndPoint address) =>
        (contact.Port == 0 ? SipTransport.Udp.DefaultPort() : contact.Port) == address.Port
        && IPAddress.TryParse(contact.Host.Span, out var host) && host.Equals(address.Address);

    static byte[] Question(ReadOnlySpan<byte> via, Binding binding)
    {
        var contact = binding.UriText.Span;
        var output = new ByteBuffer(512);
        output.Add("OPTIONS "u8);
        output.Add(contact);
        output.Add(" SIP/2.0\r\nVia: "u8);
        output.Add(via);
        output.Add("\r\nMax-Forwards: 70\r\nFrom: <sip:"u8);
        output.Add(binding.Flow!.Listener.SentBy.Span);
        output.Add(">;tag="u8);
        output.AddHex((uint)RandomNumbers.Next());
        output.Add("\r\nTo: <"u8);
        output.Add(contact);
        output.Add(">\r\nCall-ID: "u8);
        output.AddHex((uint)RandomNumbers.Next());
        output.AddHex((uint)RandomNumbers.Next());
        output.Add("\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"u8);
        return output.TakeArray();
    }
}
