using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

/// <summary>
/// What <see cref="HeaderEdits"/> means, kept the simple way: for each header a list of values, received ones in their places.
/// </summary>
sealed class EditModel
{
    readonly Dictionary<HeaderName, List<Slot>> _values;

    public EditModel(SipMessage message)
    {
        _values = Enum.GetValues<HeaderName>().ToDictionary(n => n, _ => new List<Slot>());
        for (var i = 0; i < message.Headers.Count; i++)
            _values[message.Headers[i].Name].Add(new Slot(i, Wire.Text(message.Headers.Value(i))));
    }

    EditModel(EditModel other) => _values = other._values.ToDictionary(v => v.Key, v => v.Value.ToList());

    public EditModel Fork() => new(this);

    public string[] Values(HeaderName name) => [.. _values[name].Where(s => s.Value is not null).Select(s => s.Value!)];

    public void Prepend(HeaderName name, string value) => _values[name].Insert(0, new Slot(-1, value));

    public void Append(HeaderName name, string value) => _values[name].Add(new Slot(-1, value));

    public void Set(HeaderName name, int index, string? value)
    {
        var slots = _values[name];
        slots[slots.FindIndex(s => s.Received == index)] = new Slot(index, value);
    }

    public void RemoveFirst(HeaderName name)
    {
        var slots = _values[name];
        var first = slots.FindIndex(s => s.Value is not null);
        if (first < 0)
            return;
        if (slots[first].Received < 0)
            slots.RemoveAt(first);
        else
            slots[first] = slots[first] with { Value = null };
    }

    public void RemoveAll(HeaderName name) =>
        _values[name] = [.. _values[name].Where(s => s.Received >= 0).Select(s => s with { Value = null })];

    /// <param name="Received">Index in the message; -1 for a new one.</param>
    /// <param name="Value">Null when removed.</param>
    readonly record struct Slot(int Received, string? Value);
}
