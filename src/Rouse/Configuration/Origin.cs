using System.Globalization;

namespace Rouse.Configuration;

/// <summary>Where a value was given: a line of the file, a variable, or an option of the command line.</summary>
/// <param name="Name">File, variable or option.</param>
/// <param name="Line">Line of the file, from 1; 0 elsewhere.</param>
/// <param name="Folder">What relative paths start from; empty is the working directory.</param>
readonly record struct Origin(string Name, int Line = 0, string Folder = "")
{
    public bool IsFile => Line > 0;

    public override string ToString() => IsFile ? string.Create(CultureInfo.InvariantCulture, $"{Name}:{Line}") : Name;
}

/// <summary>Something wrong with the configuration, in one line for the operator.</summary>
readonly record struct Fault(Origin Origin, string Text)
{
    public override string ToString() => $"{Origin}: {Text}";
}
