using System.Net;
using System.Net.Sockets;

namespace Rouse.Soak.Server;

/// <summary>All that outlives a killed server: its data, its configuration, its users, its port and its log.</summary>
sealed class ServerFolder
{
    public const string Domain = "crash.test";
    public const string Password = "secret";

    /// <param name="users">Who can prove to be somebody.</param>
    /// <param name="pushUrl">Where pushes go.</param>
    /// <param name="settings">More sections of the configuration.</param>
    public ServerFolder(IEnumerable<string> users, string pushUrl, string settings = "")
    {
        // Short: the path of the admin socket may have 107 bytes.
        Path = Directory.CreateTempSubdirectory("rouse-soak-").FullName;
        Data = PathOf("data");
        Sip = new IPEndPoint(IPAddress.Loopback, FreePort());
        File.WriteAllText(PathOf("rouse.toml"), $"""
            [push]
            max_per_phone = 0
            max_per_caller = 0

            [push.http]
            url = "{pushUrl}"
            method = "GET"

            {settings}
            """);
        File.WriteAllLines(
            PathOf("users.txt"), ["version:1", .. users.Select(user => $"{user}@{Domain} clrtxt:{Password} ;")]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PathOf("users.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string Path { get; }

    public string Data { get; }

    public string Log => PathOf("rouse.log");

    /// <summary>The same at every start, since phones come back there.</summary>
    public IPEndPoint Sip { get; }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Delete() => Directory.Delete(Path, recursive: true);

    // Below those that the system gives to clients (32768 and up), so that none takes it while the server is dead.
    static int FreePort()
    {
        for (var port = Random.Shared.Next(20_000, 30_000); ; port++)
        {
            using var stream = new Socket(SocketType.Stream, ProtocolType.Tcp);
            using var datagram = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                stream.Bind(new IPEndPoint(IPAddress.Any, port));
                datagram.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
