using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Rouse.Configuration;

sealed class DurationKind(TimeSpan min, TimeSpan max) : ValueKind<TimeSpan>
{
    public override string Description => $"duration, {Range}";

    string Range => $"{Duration.Format(min)} to {Duration.Format(max)}";

    public override bool TryRead(ConfigValue value, KeyFaults faults, out TimeSpan result)
    {
        result = default;
        if (value is not TextValue text || !Duration.TryParse(text.Text, out result))
            return faults.Refuse(value, $"{value.Shown} is not a duration; write {Suggest(value)}");
        return (result >= min || faults.Refuse(value, $"{text.Text} is too short; it may be {Range}"))
            && (result <= max || faults.Refuse(value, $"{text.Text} is too long; it may be {Range}"));
    }

    public override string Write(TimeSpan value) => $"\"{Duration.Format(value)}\"";

    // What was probably meant, unless that is out of range.
    string Suggest(ConfigValue value)
    {
        var meant = value switch { NumberValue => value.Shown + "s", TextValue text => Compact(text.Text), _ => "" };
        if (!Duration.TryParse(meant, out var duration) || duration < min || duration > max)
            return $"a whole number and ms, s, m, h or d{(value.Origin.IsFile ? " in quotes" : "")}, {Range}";
        return value.Origin.IsFile ? $"\"{meant}\"" : meant;
    }

    // "90 s", "90sec", "90".
    static string Compact(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..].Trim().ToLowerInvariant() switch
        {
            "" or "sec" or "secs" or "second" or "seconds" => "s",
            "min" or "mins" or "minute" or "minutes" => "m",
            "hour" or "hours" => "h",
            "day" or "days" => "d",
            var other => other,
        };
        return text[..digits] + unit;
    }
}

sealed class NumberKind(int min, int max) : ValueKind<int>
{
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"number, {min} to {max}");

    public override bool TryRead(ConfigValue value, KeyFaults faults, out int result)
    {
        result = 0;
        if (NumberOf(value) is not { } number)
        {
            var without = value is TextValue && value.Origin.IsFile ? " without quotes" : "";
            return faults.Refuse(value, $"{value.Shown} is not a whole number from {min} to {max}{without}");
        }
        if (number < min || number > max)
            return faults.Refuse(value, $"{value.Shown} is not from {min} to {max}");
        result = (int)number;
        return true;
    }

    public override string Write(int value) => value.ToString(CultureInfo.InvariantCulture);

    static long? NumberOf(ConfigValue value) => value switch
    {
        NumberValue number => number.Number,
        TextValue text when !value.Origin.IsFile && int.TryParse(text.Text, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}

sealed class FlagKind : ValueKind<bool>
{
    public override string Description => "true or false";

    public override bool TryRead(ConfigValue value, KeyFaults faults, out bool result)
    {
        result = false;
        if (value is FlagValue flag)
        {
            result = flag.Flag;
            return true;
        }
        return (!value.Origin.IsFile && value is TextValue text && bool.TryParse(text.Text, out result))
            || faults.Refuse(value, value is TextValue { Text: "true" or "false" } quoted
                ? $"{quoted.Text} stands without quotes"
                : $"{value.Shown} is neither true nor false");
    }

    public override string Write(bool value) => value ? "true" : "false";
}

/// <summary>One of a few words or numbers, each with its meaning.</summary>
sealed class ChoiceKind<T>(params (string Word, T Meaning)[] choices) : ValueKind<T>
{
    public override string Description => string.Join(" or ", choices.Select(choice => Quoted(choice.Word)));

    public override bool TryRead(ConfigValue value, KeyFaults faults, [MaybeNullWhen(false)] out T result)
    {
        var word = value switch { TextValue text => text.Text, NumberValue => value.Shown, _ => "" };
        foreach (var choice in choices)
        {
            if (!choice.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
                continue;
            result = choice.Meaning;
            return true;
        }
        result = default;
        var near = value is TextValue ? Nearest.Find(word.ToLowerInvariant(), choices.Select(choice => choice.Word)) : null;
        return faults.Refuse(
            value, $"{value.Shown} is not {Description}" + (near is null ? "" : $"; did you mean {Quoted(near)}?"));
    }

    public override string Write(T value) => Quoted(choices.First(choice => Equals(choice.Meaning, value)).Word);

    static string Quoted(string word) => char.IsAsciiDigit(word[0]) ? word : $"\"{word}\"";
}
