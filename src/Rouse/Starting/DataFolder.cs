using System.Security.Cryptography;
using System.Text;

namespace Rouse.Starting;

/// <summary>The data folder: keys, the realm, and the users file of the first start. One Rouse at a time holds it.</summary>
sealed class DataFolder : IDisposable
{
    const int KeyBytes = 32;
    const string LockName = "lock";
    public const string SecretName = "secret";
    const string RealmName = "realm";

    /// <summary>Beside the database, what makes a server the same one after a restart; not all are always there.</summary>
    public static readonly IReadOnlyList<string> SmallFiles = [SecretName, RealmName, "users.txt"];

    /// <summary>EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    readonly FileStream _lock;
    readonly byte[] _secret;
    readonly StartTraces _traces;

    DataFolder(string path, FileStream held, byte[] secret, StartTraces traces) =>
        (Path, _lock, _secret, _traces) = (path, held, secret, traces);

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string SecretPath => PathOf(SecretName);

    /// <summary>Makes the folder if need be and holds it until <see cref="Dispose"/>.</summary>
    /// <exception cref="RefusedStartException">The folder cannot be written, another Rouse holds it, or its secret is damaged.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var traces = new StartTraces(full);
        FileStream? held = null;
        try
        {
            PrivateFile.MakeFolder(full);
            held = Hold(full);
            return new DataFolder(full, held, ReadSecret(System.IO.Path.Combine(full, SecretName)), traces);
        }
        catch (Exception failure)
        {
            if (held != null)
                traces.RemoveFiles();
            held?.Dispose();
            traces.RemoveFolders();
            if (failure is IOException or UnauthorizedAccessException)
                throw new RefusedStartException($"data folder {full} cannot be used: {failure.Message}", failure);
            throw;
        }
    }

    /// <summary>32 bytes for one purpose, the same at every start; keys of two names tell nothing of each other (RFC 5869).</summary>
    public byte[] Key(string name) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, KeyBytes, info: Encoding.UTF8.GetBytes(name));

    /// <summary>The realm of all challenges. The first start fixes it: stored hashes of passwords contain it (RFC 7616 §3.4.2).</summary>
    /// <param name="proposed">Taken at the first start.</param>
    /// <exception cref="RefusedStartException">The file is empty or cannot stand in a header.</exception>
    public string Realm(string proposed) => Realm(Path, proposed);

    /// <summary>The same for a folder that a running Rouse may hold.</summary>
    public static string Realm(string folder, string proposed)
    {
        var path = System.IO.Path.Combine(folder, RealmName);
        if (!File.Exists(path))
            PrivateFile.Write(path, Encoding.UTF8.GetBytes(proposed + "\n"));
        var realm = File.ReadAllText(path).Trim();
        if (realm.Length == 0 || realm.Any(letter => char.IsControl(letter) || letter is '"' or '\\'))
            throw new RefusedStartException($"{path} is damaged: one line is expected, without quotes; write {proposed} into it");
        return realm;
    }

    /// <summary>What <see cref="Realm(string, string)"/> would give, if it is fixed already.</summary>
    public static string? FindRealm(string folder)
    {
        var path = System.IO.Path.Combine(folder, RealmName);
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Instead of <see cref="Dispose"/>, when the start is refused: what it has made goes.</summary>
    public void Undo()
    {
        // While the folder is ours: another server that starts in this moment would lose its files.
        _traces.RemoveFiles();
        Dispose();
        _traces.RemoveFolders();
    }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();

    static FileStream Hold(string folder)
    {
        try
        {
            return PrivateFile.Open(System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate);
        }
        catch (IOException failure) when (HeldByAnother.Contains(failure.HResult))
        {
            throw new RefusedStartException(
                $"data folder {folder} is in use by another rouse; stop that one, or give this one its own with --data", failure);
        }
    }

    static byte[] ReadSecret(string path)
    {
        if (!File.Exists(path))
            PrivateFile.Write(path, RandomNumberGenerator.GetBytes(KeyBytes));
        var secret = File.ReadAllBytes(path);
        return secret.Length == KeyBytes ? secret : throw new RefusedStartException(
            $"{path} is damaged: {secret.Length} bytes instead of {KeyBytes}; remove it, and phones register again");
    }
}
