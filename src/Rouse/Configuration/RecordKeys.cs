using Rouse.Server.Records;

namespace Rouse.Configuration;

/// <summary><c>[records]</c>.</summary>
static class RecordKeys
{
    const string FilePath = "records.file";

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<string>(
            FilePath, Kinds.Path, "none",
            (options, _, file) => options with { Records = options.Records with { File = file } },
            "Contacts that never register, a line for each address, such as "
            + "`sip:fax@example.org  <sip:fax@192.0.2.30>;q=0.5, sip:alice@example.org`. One that is a user of ours stands for its phones. "
            + "Read again when it changes. [More](operations.md#contacts-that-never-register)."),
    ];

    /// <summary>What is wrong in the file.</summary>
    public static IEnumerable<Fault> Check(ServerConfiguration configuration) =>
        configuration.Options.Records.File is { } file && configuration.OriginOf(FilePath) is { } origin
            ? RecordsFile.Read(file).Errors.Select(error => new Fault(origin, $"{FilePath}: {error}"))
            : [];
}
