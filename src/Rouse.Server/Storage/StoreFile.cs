namespace Rouse.Server.Storage;

/// <summary>A database file that only the user who runs Rouse may read: it names who talks to whom, and holds push tokens.</summary>
static class StoreFile
{
    /// <summary>Makes an empty file with mode 0600, which is an empty database; one that is there stays as it is.</summary>
    /// <exception cref="StoreException">The folder cannot be written.</exception>
    public static void Make(string path)
    {
        if (File.Exists(path))
            return;
        if (Directory.Exists(path))
            throw new StoreException($"{path} is a folder, and the database belongs there: move it away");
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        // SQLite gives its -wal and -shm files the mode of the database.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} cannot be made: {failure.Message}");
        }
    }
}
