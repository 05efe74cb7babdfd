using System.Globalization;
using Rouse.Soak.Server;

namespace Rouse.Soak.Crash;

/// <summary>Compares what a server that came back has bound with what its phones were told.</summary>
sealed class Audit(Population population)
{
    readonly Dictionary<string, Line> _lines = population.Lines.ToDictionary(line => $"{line.Number}");

    /// <summary>Bindings, and phones without one, that are as they must be.</summary>
    public long Checked { get; private set; }

    /// <summary>Takes what is bound into the model.</summary>
    /// <param name="told">All that the server has.</param>
    public List<Fault> Run(IReadOnlyList<ToldBinding> told)
    {
        var faults = new List<Fault>();
        var found = new Dictionary<Line, int>();
        foreach (var binding in told)
        {
            if (Find(binding) is not (var line, var contact))
                throw new ViolationException($"a binding that no phone has made: {binding}");
            if (!found.TryAdd(line, contact))
                faults.Add(new(FaultKind.Wrong, line.Aor, line, $"line {line.Number} has contacts {found[line]} and {contact}"));
            else if (line.Aor.User + "@" + ServerFolder.Domain != binding.Aor || line.Instance != binding.Instance)
                faults.Add(new(FaultKind.Wrong, line.Aor, line, $"line {line.Number} is {binding.Aor} {binding.Instance}"));
        }
        foreach (var line in population.Lines)
        {
            if (Check(line, found.GetValueOrDefault(line)) is { } fault)
                faults.Add(fault);
        }
        foreach (var aor in population.Aors)
        {
            if (IsHalf(aor))
                faults.Add(new(FaultKind.Wrong, aor, null, "of a Contact * some phones are gone and some not"));
            aor.AllOrNothing = [];
        }
        return faults;
    }

    (Line Line, int Contact)? Find(ToldBinding binding)
    {
        // sip:line17v3@127.0.0.1:10000
        var user = binding.Contact.Split(':', '@')[1];
        var parts = user.StartsWith("line", StringComparison.Ordinal) ? user["line".Length..].Split('v') : [];
        return parts.Length == 2 && _lines.TryGetValue(parts[0], out var line)
            ? (line, int.Parse(parts[1], CultureInfo.InvariantCulture))
            : null;
    }

    Fault? Check(Line line, int contact)
    {
        var possible = string.Join(" or ", line.Possible);
        var mayBeBound = line.Possible.Any(state => state.IsBound);
        var doubts = line.Possible.Count;
        line.Possible.RemoveWhere(state => state.Contact != contact);
        if (line.Possible.Count > 0)
        {
            Checked++;
            if (doubts > 1)
                line.Aor.Note($"line {line.Number} has contact {contact} after the restart");
            return null;
        }
        var kind = contact == 0 ? FaultKind.Lost : mayBeBound ? FaultKind.Wrong : FaultKind.Resurrected;
        return new Fault(kind, line.Aor, line, $"line {line.Number} has contact {contact}, but must be {possible}");
    }

    static bool IsHalf(Aor aor) => aor.AllOrNothing.Select(line => line.Latest.IsBound).Distinct().Count() > 1;
}
