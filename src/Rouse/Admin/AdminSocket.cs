using System.Net.Sockets;
using Rouse.Starting;

namespace Rouse.Admin;

/// <summary>The UNIX socket in the data folder, on which commands reach the running server.</summary>
static class AdminSocket
{
    const string Name = "rouse.sock";

    /// <summary>Where it is bound before it gets its name: shorter than that, so that the path is short enough too.</summary>
    const string BirthFolder = ".sock";
    const string BirthName = "new";

    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string PathIn(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), Name);

    /// <summary>Null where the path is longer than the system allows: 107 bytes on Linux, 103 on macOS (<c>sun_path</c>).</summary>
    public static UnixDomainSocketEndPoint? EndPointIn(string dataFolder)
    {
        try
        {
            return new UnixDomainSocketEndPoint(PathIn(dataFolder));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>
    /// Binds it for its owner alone. It is made in a folder that nobody else can enter, gets its mode there, and only then its name, in
    /// place of what a dead server left.
    /// </summary>
    /// <exception cref="RefusedStartException">Another server answers on it, or the folder cannot be written.</exception>
    public static Socket Bind(string dataFolder)
    {
        var path = PathIn(dataFolder);
        if (Directory.Exists(path))
            throw new RefusedStartException($"{path} is a folder, and the socket of the commands belongs there: move it away");
        if (Answers(path))
            throw new RefusedStartException($"another rouse answers on {path}; stop that one, or give this one its own --data");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (OperatingSystem.IsWindows())
                BindThere(socket, path);
            else
                BindAside(socket, path, Path.Combine(Path.GetDirectoryName(path)!, BirthFolder));
            return socket;
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is IOException or UnauthorizedAccessException or SocketException)
                throw new RefusedStartException($"{path} cannot be made: {failure.Message}", failure);
            throw;
        }
    }

    // The rights of the folder are those of the socket there.
    static void BindThere(Socket socket, string path)
    {
        File.Delete(path);
        socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    static void BindAside(Socket socket, string path, string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        PrivateFile.MakeFolder(folder);
        try
        {
            var birth = Path.Combine(folder, BirthName);
            socket.Bind(new UnixDomainSocketEndPoint(birth));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(birth, Mode);
            File.Move(birth, path, overwrite: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Answers(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
