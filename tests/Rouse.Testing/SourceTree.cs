namespace Rouse.Testing;

/// <summary>The sources that the tests were built from.</summary>
static class SourceTree
{
    /// <summary>The folder with <c>Rouse.slnx</c>.</summary>
    public static string Root { get; } = Find();

    static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Rouse.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not lie below Rouse.slnx");
        return folder;
    }
}
