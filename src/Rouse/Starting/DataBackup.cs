using Rouse.Server.Storage;

namespace Rouse.Starting;

/// <summary>A copy of a data folder, whether a server runs on it or not, that is a data folder again.</summary>
static class DataBackup
{
    /// <summary>Copies what a server needs to be the same one again, into a folder made with mode 0700.</summary>
    /// <returns>The names of the files.</returns>
    /// <exception cref="RefusedStartException">There is something at that place, nothing to copy, or the disk failed.</exception>
    public static IReadOnlyList<string> Write(string dataFolder, string target)
    {
        var database = Path.Combine(dataFolder, StoreDatabase.FileName);
        if (!File.Exists(database))
            throw new RefusedStartException($"{database} is not there: no server has run with this data folder");
        if (Path.Exists(target))
            throw new RefusedStartException($"{target} is there already: name a folder that is not");
        try
        {
            PrivateFile.MakeFolder(target);
            StoreBackup.Write(database, Path.Combine(target, StoreDatabase.FileName));
            IReadOnlyList<string> small = [.. DataFolder.SmallFiles.Where(name => File.Exists(Path.Combine(dataFolder, name)))];
            foreach (var name in small)
                PrivateFile.Write(Path.Combine(target, name), File.ReadAllBytes(Path.Combine(dataFolder, name)));
            return [StoreDatabase.FileName, .. small];
        }
        catch (Exception failure) when (failure is StoreException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedStartException($"the backup failed, {target} is not complete: {failure.Message}", failure);
        }
    }
}
