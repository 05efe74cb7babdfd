using System.Security.Cryptography;
using System.Text;
using Rouse.Starting;

namespace Rouse.Demo;

/// <summary>The server's data folder for one demo, with an account for each of its users; gone afterwards.</summary>
sealed class DemoFolder : IDisposable
{
    /// <summary>What the server takes without being told.</summary>
    const string UsersName = "users.txt";

    readonly Dictionary<string, string> _passwords;

    public DemoFolder(params string[] users)
    {
        Path = Directory.CreateTempSubdirectory("rouse-demo-").FullName;
        _passwords = users.ToDictionary(user => user, _ => RandomNumberGenerator.GetHexString(16, lowercase: true));
        var lines = _passwords.Select(account => $"{account.Key} clrtxt:{account.Value} ;\n");
        PrivateFile.Write(System.IO.Path.Combine(Path, UsersName), Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    public string Path { get; }

    public string PasswordOf(string user) => _passwords[user];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
