using System.Text;

namespace Rouse.Commands;

/// <summary>A line from the keyboard that the screen does not show: a password.</summary>
static class HiddenInput
{
    public static string Read()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (key.KeyChar != '\0')
                text.Append(key.KeyChar);
        }
        return text.ToString();
    }
}
