namespace Rouse.Starting;

/// <summary>Files and folders that only the user who runs Rouse may read.</summary>
static class PrivateFile
{
    const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Makes the folder with mode 0700; one that is there stays as it is.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, FolderMode);
    }

    /// <summary>Opens a file for ourselves alone, made with mode 0600.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode;
        return new FileStream(path, options);
    }

    /// <summary>Writes a file that was not there: whole, or not at all after a crash.</summary>
    /// <exception cref="RefusedStartException">The disk is full, or something else is in the way.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: false);

    /// <summary>Writes a file in place of the one that is there: after a crash it is the old one or the new one.</summary>
    /// <exception cref="RefusedStartException">The disk is full, or something else is in the way.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: true);

    static void Write(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        var unfinished = path + ".new";
        try
        {
            using (var stream = Open(unfinished, System.IO.FileMode.Create))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            FileOwner.Copy(File.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!, unfinished);
            File.Move(unfinished, path, overwrite);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RefusedStartException($"{path} cannot be written: {failure.Message}", failure);
        }
    }
}
