using Rouse.Commands;
using Rouse.Protocol.Sip;
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
    public void Server_in_place_of_a_phone_is_called_at_its_address()
    {
        Writes("sip:fax@example.org <sip:fax@198.51.100.30:5070>");
        var fax = _network.Peer("198.51.100.30", 5070);
        var call = _alice.Invites("fax");
        _alice.Receives("SIP/2.0 100 *");
        fax.Answers(fax.ReceivesRequest("INVITE sip:fax@198.51.100.30:5070 SIP/2.0"), 200);
        var ok = _alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        fax.Receives("ACK *");
        call.SendsInDialog("BYE", ok);
        fax.Answers(fax.Receives("BYE *"), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Server_with_a_name_is_looked_up_and_rings_beside_the_phones()
    {
        _network.Dns.Has("pbx.example.com A 198.51.100.7");
        Writes("sip:bob@example.org <sip:200@pbx.example.com;transport=udp>");
        var pbx = _network.Peer("198.51.100.7");
        _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        pbx.Answers(pbx.ReceivesRequest("INVITE sip:200@pbx.example.com;transport=udp SIP/2.0"), 486);
        pbx.Receives("ACK *");
        _bob.Answers(_bob.ReceivesRequest("INVITE sip:bob@*"), 486);
        _bob.Receives("ACK *");

        _alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Request_goes_along_the_path_of_a_record()
    {
        Writes("sip:fax@example.org <sip:fax@192.0.2.200>;path=\"<sip:198.51.100.9;lr>\"");
        var edge = _network.Peer("198.51.100.9");
        _alice.SendsMessage("fax");
        var message = edge.ReceivesRequest("MESSAGE sip:fax@192.0.2.200 SIP/2.0");

        Assert.Equal("<sip:198.51.100.9;lr>", message.Value(HeaderName.Route));
        edge.Answers(message, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Server_that_cannot_be_found_leaves_the_others()
    {
        Writes("sip:bob@example.org <sip:200@nowhere.example.com>");
        _alice.SendsMessage("bob");
        _bob.Answers(_bob.ReceivesRequest("MESSAGE *"), 200);

        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void User_behind_a_record_wakes_for_the_call()
    {
        Writes("sip:team@example.org <sip:bob@example.org>");
        _bob.Registers("pn-provider=fcm;pn-param=project;pn-prid=tok-bob");
        _bob.FallsAsleep();
        _alice.SendsMessage("team");
        _network.Push.Expects("fcm", "tok-bob");
        _bob.Registers();
        _bob.Answers(_bob.ReceivesRequest("MESSAGE *"), 200);

        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void What_is_written_for_every_user_of_a_domain_is_called_with_each_of_them()
    {
        Writes("sip:*@example.org <sip:recorder@198.51.100.30>\nsip:team@example.org sip:bob@example.org, sip:carol@example.org");
        var recorder = _network.Peer("198.51.100.30");
        _alice.SendsMessage("bob");
        recorder.Answers(recorder.ReceivesRequest("MESSAGE sip:recorder@198.51.100.30 SIP/2.0"), 200);
        _alice.Receives("SIP/2.0 200 *");
        _bob.Answers(_bob.Receives("MESSAGE *"), 200);
        _alice.SendsMessage("team");
        recorder.Answers(recorder.Receives("MESSAGE *"), 200);
        _bob.Answers(_bob.Receives("MESSAGE *"), 200);
        _carol.Answers(_carol.Receives("MESSAGE *"), 200);
        _alice.Receives("SIP/2.0 200 *");

        recorder.ReceivesNothing();
    }

    [Fact]
    public void What_is_written_for_every_user_makes_nobody_exist()
    {
        using var scene = new ElsewhereScene();
        scene.Network.Server.Records.Replace(
            RecordsFile.Parse("sip:*@example.org <sip:recorder@198.51.100.30>\nsip:door@example.org sip:bob@example.org", "r").Contacts);
        var recorder = scene.Network.Peer("198.51.100.30");
        scene.Sends("MESSAGE", "sip:nobody@example.org");
        scene.Alice.Receives("SIP/2.0 404 *");
        recorder.ReceivesNothing();
        scene.Sends("MESSAGE", "sip:door@example.org");

        recorder.Answers(recorder.Receives("MESSAGE *"), 200);
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
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
