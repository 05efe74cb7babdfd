namespace Rouse.Rendering;

/// <summary>Colours of a terminal (ECMA-48 §8.3.117), or none where the output goes elsewhere.</summary>
sealed class Ink(bool isColored)
{
    public static Ink None { get; } = new(false);

    public string Bold(string text) => Paint(text, "1");

    public string Dim(string text) => Paint(text, "2");

    public string Good(string text) => Paint(text, "32");

    public string Bad(string text) => Paint(text, "31");

    public string Warning(string text) => Paint(text, "33");

    /// <summary>By what a final status means; one that there is not yet stays plain.</summary>
    public string OfStatus(string text, int status) => status switch
    {
        < 200 => text,
        < 300 => Good(text),
        _ => Bad(text),
    };

    string Paint(string text, string code) => isColored && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
