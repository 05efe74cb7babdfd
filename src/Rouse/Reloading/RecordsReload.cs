using Rouse.Server;
using Rouse.Server.Records;

namespace Rouse.Reloading;

/// <summary>The records file, which is watched; which one it is does not change.</summary>
/// <param name="path">Null where there is none.</param>
/// <param name="store">Those in effect.</param>
sealed class RecordsReload(string? path, RecordStore store) : IReloadable
{
    IReadOnlyList<string> _told = path is null ? [] : TextOf(RecordsFile.Read(path));

    public IReadOnlyList<string> FilesOf(ServerOptions options) => path is null ? [] : [path];

    public ReloadStep? Prepare(ServerOptions options, ICollection<string> faults)
    {
        if (path is null)
            return null;
        var read = RecordsFile.Read(path);
        foreach (var error in read.Errors)
            faults.Add(error);
        var text = TextOf(read);
        if (read.Errors.Count > 0 || text.SequenceEqual(_told))
            return null;
        return new ReloadStep([$"{path}, {read.Contacts.Count} {(read.Contacts.Count == 1 ? "contact" : "contacts")}"], () =>
        {
            store.Replace(read.Contacts);
            _told = text;
        });
    }

    static IReadOnlyList<string> TextOf(RecordsFile file) =>
        [.. file.Contacts.Select(static contact => $"{contact.Of} {System.Text.Encoding.UTF8.GetString(contact.Contact.Span)}")];
}
