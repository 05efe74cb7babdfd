namespace Rouse.Protocol.Tests;

/// <summary>Messages as liblinphone and baresip sent or received them.</summary>
static class ClientMessages
{
    public static IReadOnlyDictionary<string, byte[]> All { get; } = Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.dat")
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), File.ReadAllBytes);
}
