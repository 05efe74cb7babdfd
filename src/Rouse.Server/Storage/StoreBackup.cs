namespace Rouse.Server.Storage;

/// <summary>A copy of the database as it is at one moment, while a server may write to it.</summary>
static class StoreBackup
{
    /// <summary>Writes the copy, with mode 0600; the server is not held up.</summary>
    /// <exception cref="StoreException">There is a file already, or the disk failed.</exception>
    public static void Write(string path, string copy)
    {
        if (File.Exists(copy))
            throw new StoreException($"{copy} is there already");
        using var database = StoreDatabase.OpenToRead(path);
        StoreFile.Make(copy);
        // Into a file of no bytes SQLite writes as into none.
        database.Prepare("VACUUM INTO ?1").BindText(1, copy).Run();
    }
}
