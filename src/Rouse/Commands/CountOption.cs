using System.CommandLine;
using Rouse.Server.Admin;

namespace Rouse.Commands;

/// <summary><c>--count N</c>: how much of a list is shown.</summary>
static class CountOption
{
    public static Option<int> Create(int usual)
    {
        var count = new Option<int>("--count")
        {
            HelpName = "N",
            Description = "How many at most.",
            DefaultValueFactory = _ => usual,
        };
        count.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number is >= 1 and <= AdminQueries.MaxCount))
                result.AddError($"{count.Name} takes 1 to {AdminQueries.MaxCount}");
        });
        return count;
    }
}
