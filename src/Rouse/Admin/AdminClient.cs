using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rouse.Reloading;
using Rouse.Server.Admin;
using Rouse.Users;

namespace Rouse.Admin;

/// <summary>The running server, as commands see it.</summary>
sealed class AdminClient : IDisposable
{
    /// <summary>A test push waits for Apple or Google; everything else is answered at once.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly HttpClient _http;
    readonly string _unreachable;

    /// <param name="dataFolder">Of the server on this machine.</param>
    /// <exception cref="AdminException">Its path is too long.</exception>
    public AdminClient(string dataFolder)
    {
        var path = AdminSocket.PathIn(dataFolder);
        var at = AdminSocket.EndPointIn(dataFolder)
            ?? throw new AdminException($"{path} is too long for a socket; use --server and --token");
        _unreachable = $"no rouse is running with data folder {Path.GetDirectoryName(path)}: nobody answers on {path}\n"
            + "start one with 'rouse serve', or name its data folder with --data or its address with --server";
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(at, path, cancellation) });
        _http.BaseAddress = new Uri("http://rouse/");
        _http.Timeout = Patience;
    }

    /// <param name="server">Its <c>[admin] listen</c>.</param>
    /// <param name="token">Its <c>[admin] token</c>.</param>
    public AdminClient(Uri server, string token)
    {
        _unreachable = $"no rouse answers on {server}";
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server, Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(AdminToken.Scheme.Trim(), token);
    }

    public Task<StatusReport> StatusAsync(CancellationToken cancellation = default) =>
        AskAsync(HttpMethod.Get, "status", AdminJson.Default.StatusReport, cancellation);

    /// <summary>The newest calls, without their steps.</summary>
    public Task<CallList> CallsAsync(int count, CancellationToken cancellation = default) =>
        AskAsync(
            HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"calls?count={count}"), AdminJson.Default.CallList, cancellation);

    /// <summary>The calls whose id or Call-ID begins so, newest first, at least one.</summary>
    public Task<CallList> CallAsync(string prefix, CancellationToken cancellation = default) =>
        AskAsync(HttpMethod.Get, $"calls/{Uri.EscapeDataString(prefix)}", AdminJson.Default.CallList, cancellation);

    /// <summary>The phones of a user, of a domain (<c>@example.org</c>), or (empty) of all.</summary>
    public Task<BindingList> BindingsAsync(string aor, int count, CancellationToken cancellation = default) =>
        AskAsync(
            HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"bindings?aor={Uri.EscapeDataString(aor)}&count={count}"),
            AdminJson.Default.BindingList, cancellation);

    /// <summary>Sends one test push to each phone of a user.</summary>
    public Task<PushReport> PushAsync(string aor, CancellationToken cancellation = default) =>
        AskAsync(HttpMethod.Post, $"push?aor={Uri.EscapeDataString(aor)}", AdminJson.Default.PushReport, cancellation);

    /// <summary>Who is not listened to.</summary>
    public Task<BanList> BansAsync(int count, CancellationToken cancellation = default) =>
        AskAsync(
            HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"bans?count={count}"), AdminJson.Default.BanList, cancellation);

    /// <summary>Ends the bans of an address.</summary>
    public Task<LiftReport> LiftBansAsync(string source, CancellationToken cancellation = default) =>
        AskAsync(HttpMethod.Post, $"bans/lift?source={Uri.EscapeDataString(source)}", AdminJson.Default.LiftReport, cancellation);

    /// <summary>The messages of a user or address from now on; ends when the server does.</summary>
    /// <param name="who">A user, with or without domain, or an IP address.</param>
    /// <param name="begun">Called when the server has begun to watch.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<TraceLine> TraceAsync(
        string who, Action begun, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"trace?who={Uri.EscapeDataString(who)}");
        using var response = await SendAsync(request, cancellation);
        begun();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await TraceStream.ReadAsync(lines, cancellation) is { } line)
            yield return line;
    }

    /// <summary>Lets the server read its users file anew.</summary>
    public Task<UsersReport> ReloadUsersAsync(CancellationToken cancellation = default) =>
        AskAsync(HttpMethod.Post, "users/reload", AdminJson.Default.UsersReport, cancellation);

    /// <summary>Lets the server read its configuration anew.</summary>
    public Task<ReloadReport> ReloadAsync(CancellationToken cancellation = default) =>
        AskAsync(HttpMethod.Post, "reload", AdminJson.Default.ReloadReport, cancellation);

    public void Dispose() => _http.Dispose();

    async Task<T> AskAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await SendAsync(request, cancellation);
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(body, type, cancellation) ?? throw new JsonException("null");
        }
        catch (JsonException failure)
        {
            throw new AdminException("the answer is not understood: is that server a Rouse of this version?", failure);
        }
        catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw new AdminException($"the server did not answer within {Patience.TotalSeconds} s", failure);
        }
    }

    /// <exception cref="AdminException">Nobody answers, or the answer is a refusal.</exception>
    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw new AdminException(await ExplainAsync(response, cancellation));
        }
        catch (HttpRequestException failure)
        {
            throw failure.InnerException as AdminException ?? new AdminException(_unreachable, failure) { IsUnreachable = true };
        }
    }

    static async Task<string> ExplainAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        if (response.Content.Headers.ContentType?.MediaType == Problem.MediaType
            && await JsonSerializer.DeserializeAsync(body, AdminJson.Default.Problem, cancellation) is { } problem)
            return problem.Detail;
        return $"the server answered {(int)response.StatusCode}: is it a Rouse?";
    }

    static async ValueTask<Stream> ConnectAsync(UnixDomainSocketEndPoint at, string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(at, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            if (failure.SocketErrorCode == SocketError.AccessDenied)
                throw new AdminException($"{path} belongs to the user who runs rouse serve: run this command as that user", failure);
            throw;
        }
    }
}
