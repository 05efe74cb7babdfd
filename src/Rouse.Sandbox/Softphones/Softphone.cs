using System.Net.Sockets;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>
/// A phone without a person: registers over TCP, sleeps as mobile phones do, calls and is called with a tone as its audio, sends and takes
/// messages. It does what its owner says and nothing by itself: no refresh of its registration, no keep-alive, no answer to a call.
/// </summary>
public sealed class Softphone : IAsyncDisposable
{
    private readonly SoftphoneSettings _settings;
    private readonly TimeProvider _time;
    private readonly UserAgentClient _client;
    private readonly UserAgentServer _server;
    private readonly SoftphoneRegistration _registration;

    public Softphone(SoftphoneSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _client = new(settings, new Patience($"{settings.User}'s phone", settings.Patience, time));
        _server = new(settings, _client, time);
        _registration = new(settings, _client);
    }

    public string User => _settings.User;

    /// <summary>Without scheme, as operators write it.</summary>
    public string AddressOfRecord => $"{User}@{_settings.Domain}";

    /// <summary>Whether it has a connection.</summary>
    public bool IsAwake => _client.Connection is { IsOpen: true };

    /// <summary>Registers; a phone that sleeps wakes up first, on a new connection.</summary>
    /// <exception cref="SoftphoneException">The server cannot be reached, or refuses.</exception>
    public async Task RegisterAsync(CancellationToken cancellation = default)
    {
        await ConnectAsync(cancellation);
        await _registration.SendAsync(_settings.Expires, cancellation);
    }

    /// <summary>Removes its registration: no more calls, no more pushes.</summary>
    public Task UnregisterAsync(CancellationToken cancellation = default) => _registration.SendAsync(TimeSpan.Zero, cancellation);

    /// <summary>Closes its connection without a word, as the system of a phone does when it suspends the app.</summary>
    public async Task FallAsleepAsync()
    {
        if (_client.Connection is { } connection)
            await connection.DisposeAsync();
        _client.Connection = null;
    }

    /// <summary>Calls a user of its domain; how it goes is seen from what is returned.</summary>
    public async Task<OutgoingCall> CallAsync(string user)
    {
        var dialog = Dialog.OfCaller(UserAgentClient.NewToken(), UriOf(User), UserAgentClient.NewToken(), UriOf(user));
        var audio = new ToneStream(_client.OpenConnection.Local.Address, _settings.ToneHertz, _time);
        var call = new OutgoingCall(dialog, user, _client, audio);
        _server.Follow(call);
        try
        {
            await call.StartAsync();
            return call;
        }
        catch
        {
            call.End(CallEnd.Refused);
            await call.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next call that comes, or came and was not taken yet. It is neither ringing nor answered.</summary>
    /// <exception cref="SoftphoneException">None came.</exception>
    public Task<IncomingCall> NextCallAsync(CancellationToken cancellation = default) =>
        _client.Patience.For("a call", _server.Calls.ReadAsync, cancellation);

    /// <summary>Sends a text to a user of its domain (RFC 3428).</summary>
    /// <returns>Status of the final response, and Call-ID of the MESSAGE.</returns>
    public async Task<(int Status, string CallId)> SendMessageAsync(string user, string text, CancellationToken cancellation = default)
    {
        var callId = UserAgentClient.NewToken();
        var draft = Dialog.OfCaller(callId, UriOf(User), UserAgentClient.NewToken(), UriOf(user)).Request("MESSAGE") with
        {
            ContentType = "text/plain;charset=utf-8",
            Body = text,
        };
        var cseq = 0;
        var answer = await _client.RequestAsync(draft, () => ++cseq, cancellation);
        return (answer.Status, callId);
    }

    /// <summary>The next message that comes, or came and was not taken yet.</summary>
    /// <exception cref="SoftphoneException">None came.</exception>
    public Task<IncomingMessage> NextMessageAsync(CancellationToken cancellation = default) =>
        _client.Patience.For("a message", _server.Messages.ReadAsync, cancellation);

    /// <summary>Closes its connection, and the calls that nobody has taken.</summary>
    public async ValueTask DisposeAsync()
    {
        await FallAsleepAsync();
        while (_server.Calls.TryRead(out var call))
            await call.DisposeAsync();
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        if (IsAwake)
            return;
        await FallAsleepAsync();
        try
        {
            _client.Connection = await _client.Patience.For(
                $"a connection to {_settings.Server}",
                async token => await SoftphoneConnection.OpenAsync(_settings.Server, ReceivedAsync, _client.ConnectionClosed, token),
                cancellation);
        }
        catch (SocketException refused)
        {
            throw new SoftphoneException($"{User}'s phone cannot connect to {_settings.Server}: {refused.Message}", refused);
        }
    }

    private Task ReceivedAsync(SipMessage message)
    {
        if (message is SipRequest request)
            return SipSyntax.Check(request) is null ? _server.ReceivedAsync(request) : Task.CompletedTask;
        _client.Received((SipResponse)message);
        return Task.CompletedTask;
    }

    private string UriOf(string user) => $"sip:{user}@{_settings.Domain}";
}
