using Rouse.Commands;
using Rouse.Server.Records;
using Rouse.Server.Tests.Admin;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Contacts that never register.</summary>
public sealed class RecordTests : IDisposable
{
    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _bob;
    readonly Phone _carol;

    public RecordTests()
    {
        _alice = _network.Phone("alice");
        _bob = _network.Phone("bob");
        _carol = _network.Phone("carol");
        _bob.Registers();
        _carol.Registers();
    }

    [Fact]
    public void Address_with_several_users_of_ours_rings_all_of_them()
    {
        Writes("sip:team@example.org <sip:bob@example.org>, <sip:carol@example.org>");
        var call = _alice.Invites("team");
        _alice.Receives("SIP/2.0 100 *");
        var atBob = _bob.ReceivesRequest("INVITE sip:bob@*");
        var atCarol = _carol.ReceivesRequest("INVITE sip:carol@*");
        _carol.Answers(atCarol, 200);
        var ok = _alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        _carol.Receives("ACK *");
        _bob.Answers(atBob, 180);
        var cancel = _bob.Receives("CANCEL *");
        _bob.Answers(cancel, 200);
        _bob.Answers(atBob, 487);
        _bob.Receives("ACK *");
    }

    [Fact]
    public void Records_that_name_each_other_end()
    {
        Writes(
            "sip:team@example.org sip:staff@example.org\n"
            + "sip:staff@example.org sip:team@example.org, sip:bob@example.org, sip:bob@example.org");
        _alice.Invites("team");
        _alice.Receives("SIP/2.0 100 *");
        _bob.Answers(_bob.ReceivesRequest("INVITE *"), 486);
        _bob.Receives("ACK *");

        _bob.ReceivesNothing();
        _alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void What_is_taken_out_is_called_no_more()
    {
        Writes("sip:team@example.org sip:bob@example.org");
        Writes("");
        _alice.Invites("team");

        _alice.Receives("SIP/2.0 404 *");
        _bob.ReceivesNothing();
    }

    [Fact]
    public async Task Bindings_show_them()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Network.Server.Records.Replace(
            RecordsFile.Parse("sip:fax@example.org <sip:fax@192.0.2.30>;q=0.5", "records.txt").Contacts);

        Assert.Equal(ExitCode.Done, await scene.Types("bindings", "fax"));

        Assert.Equal("fax@example.org  in the records file  <sip:fax@192.0.2.30>;q=0.5\n", scene.Output);
    }

    public void Dispose() => _network.Dispose();

    void Writes(string text) => _network.Server.Records.Replace(RecordsFile.Parse(text, "records.txt").Contacts);
}
