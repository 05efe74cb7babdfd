using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Authentication;
using Rouse.Starting;

namespace Rouse.Users;

/// <summary>The users file as commands change it: read, changed and written under a lock, so that two commands lose nothing.</summary>
sealed class UsersStore : IDisposable
{
    readonly FileStream _lock;
    string _text;

    UsersStore(string path, FileStream held, string text, UsersFile file) => (Path, _lock, _text, File) = (path, held, text, file);

    /// <summary>Absolute, and not a link.</summary>
    public string Path { get; }

    public UsersFile File { get; private set; }

    /// <summary>A file that is not there yet is an empty one.</summary>
    /// <exception cref="RefusedStartException">It is wrong, cannot be written, or another command is changing it.</exception>
    public static UsersStore Open(string path)
    {
        FileStream? held = null;
        try
        {
            var isThere = System.IO.File.Exists(path);
            var link = isThere ? System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true) : null;
            var real = link?.FullName ?? System.IO.Path.GetFullPath(path);
            held = Hold(real);
            var text = isThere ? System.IO.File.ReadAllText(real) : UsersFileText.Heading;
            return new UsersStore(real, held, text, Check(text, real));
        }
        catch (Exception failure)
        {
            held?.Dispose();
            if (failure is IOException or UnauthorizedAccessException)
                throw new RefusedStartException($"{path} cannot be changed: {failure.Message}", failure);
            throw;
        }
    }

    /// <summary>Adds a user with the hashes of a password: MD5, which every phone can, and SHA-256 (RFC 8760).</summary>
    public Account Add(string user, UserRealm realm, string password)
    {
        var account = new Account(
            user, realm.Domain, null,
            DigestResponse.Ha1(user, realm.Realm, password, DigestAlgorithm.Md5),
            DigestResponse.Ha1(user, realm.Realm, password, DigestAlgorithm.Sha256));
        if (File.Accounts.FirstOrDefault(present => present.User == user && present.Domain == realm.Domain) is { } present)
            throw new RefusedStartException($"{present} is there already, in line {File.LineOf(present)} of {Path}; remove it first");
        Write(UsersFileText.Add(_text, account));
        return account;
    }

    /// <exception cref="RefusedStartException">There is no such user, or there are several.</exception>
    public Account Remove(UserName name)
    {
        var found = File.Accounts
            .Where(account => account.User == name.User && (name.Domain is null || name.Domain == account.Domain))
            .ToList();
        if (found.Count == 0)
            throw new RefusedStartException($"{name} is not in {Path}; 'rouse user list' shows who is");
        if (found.Count > 1)
            throw new RefusedStartException($"which one? {string.Join(" or ", found)}");
        Write(UsersFileText.Remove(_text, File.LineOf(found[0])));
        return found[0];
    }

    public void Dispose() => _lock.Dispose();

    // Nothing is written that a server would refuse.
    void Write(string text)
    {
        File = Check(text, Path);
        PrivateFile.Replace(Path, Encoding.UTF8.GetBytes(text));
        _text = text;
    }

    static UsersFile Check(string text, string path)
    {
        var file = UsersFile.Parse(text, path);
        return file.Errors.Count == 0
            ? file
            : throw new RefusedStartException(string.Join('\n', [.. file.Errors, "nothing was changed: correct that first"]));
    }

    static FileStream Hold(string path) => new(path + ".lock", new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        Options = FileOptions.DeleteOnClose,
    });
}
