using System.Globalization;

namespace Rouse.Sandbox.Fcm;

/// <summary>google.protobuf.Duration in JSON: seconds with up to nine decimals and the letter s.</summary>
internal static class FcmDuration
{
    private const int Decimals = 9;
    private const NumberStyles Signed = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static bool TryParse(string? text, out decimal seconds)
    {
        seconds = 0;
        if (text is null || !text.EndsWith('s'))
            return false;
        var number = text.AsSpan(0, text.Length - 1);
        var point = number.IndexOf('.');
        return (point < 0 || number.Length - point - 1 is > 0 and <= Decimals)
            && decimal.TryParse(number, Signed, CultureInfo.InvariantCulture, out seconds);
    }
}
