using System.Runtime.InteropServices;

namespace Rouse.Starting;

/// <summary>
/// Whose a file is, on Linux. When root writes a file anew for a server that runs as another user, that user must still be able to read it.
/// </summary>
static class FileOwner
{
    /// <summary>statx(2): the path counts from the working directory; ask for user and group; where they stand in the answer.</summary>
    const int WorkingDirectory = -100;
    const uint UserAndGroup = 0x18;
    const int AnswerBytes = 256;
    const int UserAt = 20;
    const int GroupAt = 24;

    /// <summary>Gives <paramref name="to"/> the owner of <paramref name="from"/>; nothing where only root could.</summary>
    /// <exception cref="IOException">The system refuses it.</exception>
    public static void Copy(string from, string to)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return;
        var answer = new byte[AnswerBytes];
        if (Statx(WorkingDirectory, from, 0, UserAndGroup, answer) != 0
            || Chown(to, BitConverter.ToUInt32(answer, UserAt), BitConverter.ToUInt32(answer, GroupAt)) != 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>Whether a file belongs to another user than the one who runs us; false where that cannot be told.</summary>
    public static bool IsOther(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var answer = new byte[AnswerBytes];
        return Statx(WorkingDirectory, path, 0, UserAndGroup, answer) == 0 && BitConverter.ToUInt32(answer, UserAt) != EffectiveUser();
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] answer);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    static extern int Chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
