namespace Rouse.Reloading;

/// <summary>What a reload has done.</summary>
/// <param name="Applied">What is in effect now and was not before.</param>
/// <param name="NeedsRestart">What differs from the running server until it is started anew.</param>
/// <param name="Faults">What is wrong with file, variables or the files that they name; then nothing was changed.</param>
/// <param name="Warnings">What an operator should know of the settings as they are.</param>
sealed record ReloadReport(
    IReadOnlyList<string> Applied, IReadOnlyList<string> NeedsRestart, IReadOnlyList<string> Faults, IReadOnlyList<string> Warnings);
