using System.Globalization;
using Rouse.Server.Admin;

namespace Rouse.Rendering;

/// <summary>Phones for a reader.</summary>
sealed class BindingText(LocalTime times, Ink ink, DateTimeOffset now)
{
    /// <summary>How much of an instance tells two phones of one user apart.</summary>
    const int ShortInstance = 8;

    const string UuidPrefix = "urn:uuid:";

    /// <summary>One line a phone.</summary>
    public TextTable Table(IEnumerable<BindingReport> bindings)
    {
        var table = new TextTable();
        foreach (var binding in bindings)
        {
            table.Add(
                Printable.Of(binding.Aor),
                Name(binding),
                new(binding.State, text => OfState(text, binding)),
                Printable.Of(binding.Flow ?? "no connection"),
                Until(binding));
        }
        return table;
    }

    /// <summary>One line for each contact that never registers.</summary>
    public static TextTable Table(IEnumerable<RecordReport> records)
    {
        var table = new TextTable();
        foreach (var record in records)
            table.Add(Printable.Of(record.Aor), "in the records file", Printable.Of(record.Contact));
        return table;
    }

    /// <summary>All that is known of one.</summary>
    public IEnumerable<string> Lines(BindingReport binding)
    {
        yield return $"  {OfState(binding.State, binding)}  {Printable.Of(binding.Contact)}";
        yield return $"    phone      {Name(binding)}, registered {Ago(binding.RegisteredAt)}";
        yield return $"    flow       {Flow(binding)}";
        yield return $"    push       {Printable.Of(binding.App is null ? binding.Push : $"{binding.App}: {binding.Push}")}";
        yield return $"    reachable  {Until(binding)}";
    }

    /// <summary>What a user's phones are told apart by.</summary>
    public static string Name(BindingReport binding)
    {
        if (binding.Instance is not { } instance)
            return "(no instance)";
        var name = instance.StartsWith(UuidPrefix, StringComparison.Ordinal) ? instance[UuidPrefix.Length..] : instance;
        return Printable.Of(name.Length > ShortInstance ? name[..ShortInstance] : name);
    }

    string Flow(BindingReport binding) =>
        binding.Flow is null ? "none: its connection is closed"
        : binding.LastByteAt is { } last ? $"{Printable.Of(binding.Flow)}, last byte {Ago(last)}"
        : Printable.Of(binding.Flow);

    string Until(BindingReport binding) =>
        binding.ReachableUntil is { } until
            ? $"until {times.ShowRoughly(until)}: {Printable.Of(binding.Reason)}"
            : $"not now: {Printable.Of(binding.Reason)}";

    string Ago(DateTimeOffset at)
    {
        var span = now > at ? now - at : TimeSpan.Zero;
        var text = span < TimeSpan.FromMinutes(2)
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalSeconds} s")
            : LocalTime.Show(span);
        return $"{text} ago";
    }

    string OfState(string text, BindingReport binding) =>
        binding.ReachableUntil is null ? ink.Bad(text) : binding.State == "awake" ? ink.Good(text) : ink.Warning(text);
}
