namespace Rouse.Starting;

/// <summary>
/// What was not there before a start, so that a start which is refused leaves nothing behind. Of a folder that was there only files go
/// whose names are ours: it may be somebody else's.
/// </summary>
sealed class StartTraces
{
    static readonly string[] Names = [DataFolder.SecretName, "lock", "realm", "users.txt", "rouse.sock", "sandbox.url"];

    /// <summary>Unfinished files, and databases with what belongs to them.</summary>
    static readonly string[] Endings = [".new", ".db", ".db-wal", ".db-shm", ".db-journal"];

    readonly string _folder;
    readonly List<string> _missing = [];
    readonly HashSet<string> _present;

    /// <param name="folder">The data folder, absolute, before anything is made.</param>
    public StartTraces(string folder)
    {
        _folder = folder;
        for (var above = folder; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
            _missing.Add(above);
        _present = [.. FilesIn(folder)];
    }

    /// <summary>Removes the files that have come since; only by who holds the folder.</summary>
    public void RemoveFiles()
    {
        foreach (var file in FilesIn(_folder).Where(file => !_present.Contains(file) && IsOurs(Path.GetFileName(file))))
            Try(() => File.Delete(file));
    }

    /// <summary>Removes the folders that have come since, if they are empty.</summary>
    public void RemoveFolders()
    {
        foreach (var folder in _missing)
            Try(() => Directory.Delete(folder));
    }

    static bool IsOurs(string name) => Names.Contains(name) || Endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));

    static string[] FilesIn(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // The refusal is what counts for the operator.
    static void Try(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
