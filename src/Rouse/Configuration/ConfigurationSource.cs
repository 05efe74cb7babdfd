namespace Rouse.Configuration;

/// <summary>Where the configuration of a server comes from: read at its start, and again while it runs.</summary>
/// <param name="File">
/// The file that was read at the start, which must be there from then on; null: the usual one, as soon as there is one.
/// </param>
/// <param name="CommandLine">Beats variables and file, also when these change.</param>
sealed record ConfigurationSource(string? File, IReadOnlyList<Setting> CommandLine)
{
    public string? FileNow => File ?? ConfigFile.Choose(null);

    public ServerConfiguration Load() => ServerConfiguration.Load(FileNow, EnvironmentVariables.OfProcess(), CommandLine);
}
