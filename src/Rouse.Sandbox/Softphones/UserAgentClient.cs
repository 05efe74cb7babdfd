using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>Sends requests and answers the challenges to them (RFC 3261 §8.1, §22.2, §22.3).</summary>
internal sealed class UserAgentClient(SoftphoneSettings settings, Patience patience)
{
    /// <summary>To a first challenge comes at most one more: the nonce was too old.</summary>
    public const int Tries = 3;

    private readonly ConcurrentDictionary<string, ClientTransaction> _transactions = new();

    public Patience Patience { get; } = patience;

    /// <summary>Null while the phone sleeps.</summary>
    public SoftphoneConnection? Connection { get; set; }

    /// <summary>Where the phone can be reached now: address of its connection, which is also where media goes.</summary>
    /// <exception cref="SoftphoneException">It sleeps.</exception>
    public SoftphoneConnection OpenConnection =>
        Connection is { IsOpen: true } connection ? connection : throw new SoftphoneException($"{settings.User}'s phone has no connection");

    /// <summary>Value of Contact in a dialog: without push parameters, which are the server's alone (RFC 8599 §13).</summary>
    public string Contact => $"<sip:{settings.User}@{OpenConnection.Local};transport=tcp>";

    /// <summary>A random word for tags, branches, nonces and Call-IDs.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Sends a request and waits for its final response; challenges are answered.</summary>
    public async Task<SipResponse> RequestAsync(RequestDraft draft, Func<int> nextCSeq, CancellationToken cancellation)
    {
        var credentials = "";
        for (var tries = 1; ; tries++)
        {
            using var transaction = await StartAsync(draft, nextCSeq(), credentials);
            var final = await Patience.For($"an answer to {transaction.Request}", transaction.FinalAsync, cancellation);
            if (tries == Tries || Answer(final, draft) is not { } answer)
                return final;
            credentials = answer;
        }
    }

    /// <summary>Sends a request; its responses are read from what is returned.</summary>
    public async Task<ClientTransaction> StartAsync(RequestDraft draft, int cseq, string credentials = "")
    {
        var transaction = Open(draft.Write(NewVia(), cseq, credentials), cseq);
        try
        {
            await OpenConnection.SendAsync(transaction.Request.Bytes);
            return transaction;
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    /// <summary>CANCEL (RFC 3261 §9.1): has the branch of the INVITE, and an answer of its own.</summary>
    public async Task<SipResponse> CancelAsync(SipRequest invite, CancellationToken cancellation)
    {
        using var transaction = Open(RequestDraft.Parse(DerivedRequests.Cancel(invite, default)), cseq: 0);
        await OpenConnection.SendAsync(transaction.Request.Bytes);
        return await Patience.For("an answer to CANCEL", transaction.FinalAsync, cancellation);
    }

    /// <summary>Sends a request that is never answered: ACK to a 2xx.</summary>
    public Task SendAckAsync(RequestDraft ack, int cseq) =>
        OpenConnection.SendAsync(ack.Write(NewVia(), cseq, "").Bytes);

    /// <summary>The header line that answers a challenge; null if the response is none, or one that cannot be answered.</summary>
    public string? Answer(SipResponse response, RequestDraft draft)
    {
        var (asked, answered) = response.Status == 407
            ? (HeaderName.ProxyAuthenticate, "Proxy-Authorization")
            : (HeaderName.WwwAuthenticate, "Authorization");
        if (response.Status is not (401 or 407))
            return null;
        foreach (var challenge in response.Headers.Values(asked))
        {
            // RFC 8760 §2.3: the first that we can answer, since the best comes first.
            if (DigestAnswer.TryWrite(
                challenge.Span, settings.User, settings.Password, draft.Method, draft.RequestUri, NewToken(), out var answer))
                return $"{answered}: {answer}";
        }
        return null;
    }

    /// <summary>Gives a response to the request that it answers; one that answers none is dropped.</summary>
    public void Received(SipResponse response)
    {
        if (_transactions.TryGetValue(KeyOf(response), out var transaction))
            transaction.Receive(response);
    }

    public void ConnectionClosed()
    {
        foreach (var transaction in _transactions.Values)
            transaction.ConnectionClosed();
    }

    private ClientTransaction Open(SipRequest request, int cseq)
    {
        var transaction = new ClientTransaction(request, cseq, ended => _transactions.TryRemove(KeyOf(ended.Request), out _));
        _transactions[KeyOf(request)] = transaction;
        return transaction;
    }

    // RFC 3261 §17.1.3: branch and method, for a CANCEL has the branch of its INVITE.
    private static string KeyOf(SipMessage message)
    {
        message.TryGetTopVia(out var via);
        message.TryGetCSeq(out var cseq);
        return $"{Encoding.ASCII.GetString(via.Branch.Span)} {Encoding.ASCII.GetString(cseq.Method)}";
    }

    private string NewVia() => $"SIP/2.0/TCP {OpenConnection.Local};branch=z9hG4bK{NewToken()};rport";
}
