namespace Rouse.Server.Timelines;

/// <summary>The request went on to another server.</summary>
static class OnwardFinding
{
    public static Finding Of(ExchangeFacts exchange, string server)
    {
        var status = StepText.Status(exchange.Final, exchange.FinalPhrase);
        var after = ShownText.Of(exchange.FinalAt);
        return exchange switch
        {
            { CancelledAt: { } at, Final: 487 } => new($"It went on to {server}; the caller hung up after {ShownText.Of(at)}."),
            { IsOfServer: true } => new($"It went on to {server}, which answered {status} after {after}."),
            _ => new(
                $"It should have gone on to {server}; the caller got {status} after {after}.",
                "Often: the server is down or a firewall is between; rouse call shows what was tried."),
        };
    }
}
