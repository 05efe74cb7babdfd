using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Rouse.Soak.Server;

/// <summary>What the commands ask, without a process of their own: HTTP on the socket in the data folder.</summary>
static class AdminHttp
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="folder">Of the server.</param>
    /// <param name="path">Without the first slash.</param>
    public static async Task<T> GetAsync<T>(ServerFolder folder, string path)
    {
        using var http = Open(folder);
        return await http.GetFromJsonAsync<T>(path, Json) ?? throw new ViolationException($"no answer to {path}");
    }

    /// <summary>One number of the metrics; 0 where it is not there.</summary>
    public static async Task<double> MetricAsync(ServerFolder folder, string name)
    {
        using var http = Open(folder);
        var lines = (await http.GetStringAsync("metrics")).Split('\n');
        return lines.Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is (' ' or '{'))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    static HttpClient Open(ServerFolder folder)
    {
        var at = new UnixDomainSocketEndPoint(Path.Combine(folder.Data, "rouse.sock"));
        return new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(at, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://rouse/") };
    }
}
