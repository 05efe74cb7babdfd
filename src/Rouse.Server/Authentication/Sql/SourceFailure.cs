using System.Globalization;

namespace Rouse.Server.Authentication.Sql;

/// <summary>What went wrong with a database, in one line.</summary>
static class SourceFailure
{
    public static string Late(TimeSpan timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalMilliseconds:0} ms");

    /// <summary>Drivers put the reason one exception deeper.</summary>
    public static string Text(Exception failure)
    {
        var inner = failure.GetBaseException();
        var text = ReferenceEquals(inner, failure) || failure.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? failure.Message
            : $"{failure.Message}: {inner.Message}";
        return text.ReplaceLineEndings(" ");
    }
}
