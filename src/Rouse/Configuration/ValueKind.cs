using System.Diagnostics.CodeAnalysis;

namespace Rouse.Configuration;

/// <summary>What a key takes: reads it, keeps its limits, and writes it as the file has it.</summary>
abstract class ValueKind<T>
{
    /// <summary>For the reference: what may be written.</summary>
    public abstract string Description { get; }

    /// <summary>Reads a value, or notes what is wrong with it.</summary>
    public abstract bool TryRead(ConfigValue value, KeyFaults faults, [MaybeNullWhen(false)] out T result);

    /// <summary>As it stands in the file.</summary>
    public abstract string Write(T value);
}

/// <summary>The faults of one key's value.</summary>
sealed class KeyFaults(string key, List<Fault> faults)
{
    /// <summary>Notes a fault; false, so that a reader can return it.</summary>
    public bool Refuse(ConfigValue value, string text)
    {
        // A variable or an option names the key itself.
        faults.Add(new Fault(value.Origin, value.Origin.IsFile ? $"{key}: {text}" : text));
        return false;
    }
}
