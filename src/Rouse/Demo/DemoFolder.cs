using System.Security.Cryptography;
using System.Text;
using Rouse.Admin;
using Rouse.Starting;

namespace Rouse.Demo;

/// <summary>The server's data folder for one demo, with an account for each of its users; gone afterwards.</summary>
sealed class DemoFolder : IDisposable
{
    /// <summary>What the server takes without being told.</summary>
    const string UsersName = "users.txt";

    readonly Dictionary<string, string> _passwords;

    /// <exception cref="DemoException">There is no place for it.</exception>
    public DemoFolder(params string[] users)
    {
        Path = Create();
        _passwords = users.ToDictionary(user => user, _ => RandomNumberGenerator.GetHexString(16, lowercase: true));
        var lines = _passwords.Select(account => $"{account.Key} clrtxt:{account.Value} ;\n");
        PrivateFile.Write(System.IO.Path.Combine(Path, UsersName), Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    public string Path { get; }

    public string PasswordOf(string user) => _passwords[user];

    public void Dispose() => Directory.Delete(Path, recursive: true);

    // The system's folder for temporary files may be missing, closed, or have too long a path for the server's socket.
    static string Create()
    {
        var reasons = new List<string>();
        foreach (var parent in (string[])[System.IO.Path.GetTempPath(), "/tmp"])
        {
            // Nobody else on the machine can guess it and make it first.
            var path = System.IO.Path.Combine(parent, $"rouse-demo-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
            if (WhyNot(parent, path) is not { } reason)
                return path;
            reasons.Add(reason);
        }
        throw new DemoException($"there is no place for its server's data: {string.Join("; ", reasons.Distinct())}");
    }

    static string? WhyNot(string parent, string path)
    {
        if (!Directory.Exists(parent))
            return $"there is no {parent}";
        if (AdminSocket.EndPointIn(path) == null)
            return $"the path of {parent} is too long for a socket";
        try
        {
            PrivateFile.MakeFolder(path);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
