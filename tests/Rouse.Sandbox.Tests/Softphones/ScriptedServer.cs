using System.Net;
using System.Net.Sockets;
using Rouse.Sandbox.Softphones;

namespace Rouse.Sandbox.Tests.Softphones;

/// <summary>A server whose answers the test writes; alice's phone is told to use it.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<ScriptedConnection> _connections = [];

    public ScriptedServer()
    {
        _listener.Start();
        At = (IPEndPoint)_listener.LocalEndpoint;
    }

    public TestClock Clock { get; } = new();

    public IPEndPoint At { get; }

    public Softphone Phone(string push = "") => new(
        new SoftphoneSettings { User = "alice", Domain = "example.org", Password = "secret", Server = At, PushParameters = push }, Clock);

    public async Task<ScriptedConnection> AcceptAsync()
    {
        var connection = new ScriptedConnection(await _listener.AcceptTcpClientAsync().Soon());
        _connections.Add(connection);
        return connection;
    }

    /// <summary>A phone that is registered, and its connection.</summary>
    public async Task<ScriptedConnection> RegistersAsync(Softphone phone)
    {
        var registering = phone.RegisterAsync();
        var connection = await AcceptAsync();
        await connection.AnswersAsync(await connection.ReceivesAsync("REGISTER sip:example.org SIP/2.0"), 200);
        await registering.Soon();
        return connection;
    }

    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _listener.Dispose();
    }
}
