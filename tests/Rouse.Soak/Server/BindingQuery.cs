using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Rouse.Soak.Server;

/// <summary>A binding as the server tells an operator.</summary>
sealed record ToldBinding(string Aor, string Contact, string? Instance, bool CanBePushed);

/// <summary>What <c>rouse bindings --json</c> asks, without a process of its own: HTTP on the socket in the data folder.</summary>
static class BindingQuery
{
    const int Most = 10_000;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<IReadOnlyList<ToldBinding>> AllAsync(ServerFolder folder)
    {
        var at = new UnixDomainSocketEndPoint(Path.Combine(folder.Data, "rouse.sock"));
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(at, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler);
        var list = await http.GetFromJsonAsync<Answer>($"http://rouse/bindings?count={Most}", Json);
        return list is { More: 0, Bindings: { } bindings } ? bindings : throw new ViolationException("more bindings than there can be");
    }

    sealed record Answer(IReadOnlyList<ToldBinding> Bindings, int More);
}
