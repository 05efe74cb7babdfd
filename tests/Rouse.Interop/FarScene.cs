using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>A scene with a Kamailio behind Rouse: the proxy of another domain, which has one phone, carol's.</summary>
public abstract class FarScene : Scene
{
    private protected const string Domain = "far.test";

    /// <summary>What the name server says for the Kamailio to be found by UDP; <c>{0}</c> stands for its port.</summary>
    private protected const string Udp = "--srv-host=_sip._udp.far.test,kamailio.far.test,{0},5,1";

    private protected const string Tcp = "--srv-host=_sip._tcp.far.test,kamailio.far.test,{0},5,1";

    private protected const string Naptr = "--naptr-record=far.test,10,10,s,SIP+D2T,,_sip._tcp.far.test";

    /// <summary>Rouse asks nobody of what comes from there who it is.</summary>
    private protected const string Trusted = $"""

        [trust]
        networks = ["{Kamailio.Address}"]
        """;

    private protected static string[] RecordsOf(string transport) => [transport == "udp" ? Udp : Tcp];

    /// <summary>The whole scene; the process is carol's phone.</summary>
    /// <param name="carol">What she plays.</param>
    /// <param name="records">What the name server says of the domain.</param>
    /// <param name="configuration">More for Rouse.</param>
    /// <param name="definitions">More for Kamailio.</param>
    private protected async Task<SippProcess> StartFarDomain(
        string carol, string[] records, string configuration = "", params string[] definitions)
    {
        var (port, phone) = (Ports.Free(), Ports.Free());
        var zone = records.Select(record => record.Replace("{0}", $"{port}", StringComparison.Ordinal));
        var names = Own(await NameServer.Start(Folder, [.. zone, $"--host-record=kamailio.far.test,{Kamailio.Address}"]));
        var rouse = await StartRouse(configuration: names.Configuration + configuration);
        Own(await Kamailio.Start(
            Folder, "far", port, [$"PHONE=\"sip:127.0.0.1:{phone}\"", $"ROUSE=\"sip:127.0.0.1:{rouse.Port}\"", .. definitions]));
        return Sipp(new SippScript(carol, "carol", "udp") { Port = phone });
    }

    /// <summary>Alice calls somebody in the other domain.</summary>
    private protected SippProcess Caller(string scenario, string transport, string target = "carol") =>
        Sipp(new SippScript(scenario, "alice", transport) { Target = target, TargetDomain = Domain });
}
