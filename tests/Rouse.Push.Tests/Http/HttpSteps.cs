using System.Net.Sockets;
using System.Text;

namespace Rouse.Push.Tests.Http;

/// <summary>What the server does with one request; it ends the connection by closing the socket.</summary>
internal delegate Task HttpStep(Socket socket, CancellationToken closing);

/// <summary>The things that servers do.</summary>
internal static class HttpSteps
{
    /// <summary>Nothing, with the connection open.</summary>
    public static HttpStep Silence { get; } = static (_, closing) => Task.Delay(Timeout.Infinite, closing);

    /// <summary>RST.</summary>
    public static HttpStep Reset { get; } = static (socket, _) =>
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        return Task.CompletedTask;
    };

    /// <summary>A complete response.</summary>
    public static HttpStep Answer(int status, string body = "", params string[] headers)
    {
        var lines = string.Concat(headers.Select(header => header + "\r\n"));
        return Write($"HTTP/1.1 {status} Reason Phrase\r\n{lines}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    /// <summary>These octets, with the connection left open and nothing after them.</summary>
    public static HttpStep Stall(string text) => async (socket, closing) =>
    {
        await Write(text)(socket, closing);
        await Silence(socket, closing);
    };

    /// <summary>These octets, then FIN.</summary>
    public static HttpStep Close(string text) => async (socket, closing) =>
    {
        await Write(text)(socket, closing);
        socket.Shutdown(SocketShutdown.Both);
        socket.Close();
    };

    /// <summary>A step that begins when the test says so.</summary>
    public static HttpStep When(TaskCompletionSource gate, HttpStep step) => async (socket, closing) =>
    {
        await gate.Task.WaitAsync(closing);
        await step(socket, closing);
    };

    private static HttpStep Write(string text) => async (socket, closing) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), closing);
}
