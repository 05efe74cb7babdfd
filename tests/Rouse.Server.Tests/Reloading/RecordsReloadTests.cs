using Rouse.Reloading;
using Rouse.Server.Location;
using Rouse.Server.Records;
using Rouse.Server.Tests.Configuration;

namespace Rouse.Server.Tests.Reloading;

public sealed class RecordsReloadTests : IDisposable
{
    const string Fax = "sip:fax@example.org <sip:fax@192.0.2.30>\n";

    static readonly AddressOfRecord Team = new("team", "example.org");

    readonly TemporaryFolder _folder = new();
    readonly RecordStore _store = new(new Domains(["example.org"], "example.org", static (_, _) => false));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_counts_at_the_next_reload_and_is_watched()
    {
        var file = _folder.Write("records.txt", Fax);
        using var scene = new ReloadScene("", new RecordsReload(file, _store));
        Assert.Contains(file, scene.Files);
        Assert.Empty(scene.Reload().Applied);
        _folder.Write("records.txt", Fax + "sip:team@example.org sip:alice@example.org\n");

        Assert.Equal([$"{file}, 2 contacts"], scene.Reload().Applied);
        Assert.Single(_store.Find(Team));
        Assert.Empty(scene.Reload().Applied);
    }

    [Fact]
    public void File_with_a_fault_changes_nothing()
    {
        var file = _folder.Write("records.txt", Fax);
        _store.Replace(RecordsFile.Read(file).Contacts);
        using var scene = new ReloadScene("", new RecordsReload(file, _store));
        _folder.Write("records.txt", "sip:team@example.org sip:alice@example.org\nnonsense\n");

        Assert.Equal([$"{file}:2: a contact belongs behind the address"], scene.Reload().Faults);
        Assert.Empty(_store.Find(Team));
        Assert.Single(_store.All);
    }
}
