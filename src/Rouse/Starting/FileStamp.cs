namespace Rouse.Starting;

/// <summary>What tells one state of a file from the next, by its name: so one that is put in the place of another differs, too.</summary>
/// <param name="Length">-1 when there is no file.</param>
/// <param name="Written">In ticks of UTC.</param>
readonly record struct FileStamp(long Length, long Written)
{
    static readonly FileStamp Missing = new(-1, 0);

    /// <summary>Of what a link leads to where <paramref name="path"/> is one.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return target.Exists ? new FileStamp(target.Length, target.LastWriteTimeUtc.Ticks) : Missing;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Missing;
        }
    }
}
