namespace Rouse.Server.Timelines;

/// <summary>The request was answered before any phone was found.</summary>
static class RefusedFinding
{
    public static Finding Of(ExchangeFacts exchange)
    {
        var status = StepText.Status(exchange.Final, exchange.FinalPhrase);
        return exchange switch
        {
            { Refused: { } why } => new($"The sender was refused ({status}): {why}."),
            { Final: 404 } => new($"Nobody here has the address that was called ({status})."),
            { Final: 480 } => new(
                "No phone of the called user is registered.",
                "Often: logged out, or its registration ended while it slept; one that gives push parameters stays registered."),
            { Final: 440 } => new($"More phones would have to be called than the request allows ({status})."),
            { Final: 482 } => new($"The request came back to this server: a loop ({status})."),
            { Final: 483 } => new($"The request went through too many servers ({status})."),
            _ => new($"The request was refused ({status})."),
        };
    }
}
