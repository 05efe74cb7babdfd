using System.Diagnostics.CodeAnalysis;

namespace Rouse.Configuration;

/// <summary>Text with a rule of its own.</summary>
/// <param name="description">For the reference.</param>
/// <param name="check">What is wrong with the text, or null; never shows a secret.</param>
/// <param name="adapt">Its final form, or null where that is the text.</param>
sealed class TextKind(string description, Func<string, string?> check, Func<string, Origin, string>? adapt = null) : ValueKind<string>
{
    public override string Description => description;

    public override bool TryRead(ConfigValue value, KeyFaults faults, [MaybeNullWhen(false)] out string result)
    {
        result = null;
        if (value is not TextValue text)
        {
            var meant = value is NumberValue ? $"\"{value.Shown}\"" : description;
            return faults.Refuse(value, $"{value.Shown} is not text in quotes; write {meant}");
        }
        if (check(text.Text) is { } wrong)
            return faults.Refuse(value, wrong);
        result = adapt is null ? text.Text : adapt(text.Text, value.Origin);
        return true;
    }

    public override string Write(string value) => $"\"{value}\"";
}
