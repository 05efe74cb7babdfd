using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.SecondServer;

/// <summary>Something that <c>second_server.py</c> saw.</summary>
internal sealed record ServerEvent(string Name, JsonElement Details)
{
    public int Connection => Details.GetProperty("connection").GetInt32();

    public string Body => Details.GetProperty("body").GetString()!;

    public string Header(string name) => Details.GetProperty("headers").GetProperty(name).GetString()!;
}

/// <summary>
/// HTTP/2 by another implementation than .NET's: <c>second_server.py</c> as a process of its own. Without python3-h2 every test with it
/// fails, and says what is missing.
/// </summary>
internal sealed class PythonServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryFile _certificate;
    private readonly TemporaryFile _key;
    private readonly Channel<ServerEvent> _events = Channel.CreateUnbounded<ServerEvent>();
    private readonly List<ServerEvent> _seen = [];
    private readonly Task _reading;

    private PythonServer()
    {
        using var certificate = ScriptedHttp2Server.SelfSigned("127.0.0.1", $"{Guid.NewGuid()}");
        Authority = certificate.ExportCertificatePem();
        _certificate = new TemporaryFile(Authority);
        _key = new TemporaryFile(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "SecondServer", "second_server.py"), _certificate.Path, _key.Path },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _reading = ReadAsync();
    }

    public string Url { get; private set; } = "";

    /// <summary>What a client must trust.</summary>
    public string Authority { get; }

    /// <summary>What has been seen of a kind up to now.</summary>
    public int Count(string name)
    {
        lock (_seen)
            return _seen.Count(seen => seen.Name == name);
    }

    /// <param name="oneStreamFirst">One stream until a request was answered with 200.</param>
    /// <param name="steps">As the head of the script says, one for each request.</param>
    public static async Task<PythonServer> StartAsync(bool oneStreamFirst, params object[] steps)
    {
        var server = new PythonServer();
        await server.Write(JsonSerializer.Serialize(new { one_stream_first = oneStreamFirst, steps }));
        var listening = await server.Next("listening");
        server.Url = $"https://127.0.0.1:{listening.Details.GetProperty("port").GetInt32()}";
        return server;
    }

    public static Task<PythonServer> StartAsync(params object[] steps) => StartAsync(false, steps);

    /// <summary>The next event of this kind; others are passed over.</summary>
    public async Task<ServerEvent> Next(string name)
    {
        while (await _events.Reader.WaitToReadAsync().AsTask().Soon())
        {
            if (_events.Reader.TryRead(out var next) && next.Name == name)
                return next;
        }
        throw new InvalidOperationException(
            $"second_server.py has ended (it needs Debian's python3-h2): {await _process.StandardError.ReadToEndAsync().Soon()}");
    }

    /// <summary>Sends the rest of a slow answer.</summary>
    public Task Release() => Write("go");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _reading.Soon();
        _process.Dispose();
        _certificate.Dispose();
        _key.Dispose();
    }

    private async Task Write(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended: whoever waits for its next event is told why.
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var details = JsonSerializer.Deserialize<JsonElement>(line);
            var seen = new ServerEvent(details.GetProperty("event").GetString()!, details);
            lock (_seen)
                _seen.Add(seen);
            _events.Writer.TryWrite(seen);
        }
        _events.Writer.Complete();
    }
}
