using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;

namespace Rouse.Server.Authentication;

/// <summary>
/// Whether a response proves an account's password. Whoever asks cannot tell an unknown user from a wrong password: both cost the same.
/// </summary>
sealed class PasswordCheck(Domains domains, IDigest digest)
{
    // Of nobody: a response that follows from it proves nothing.
    const string NoPassword = "";

    /// <param name="aor">Who is to be proved.</param>
    /// <param name="account">Its account; null when there is none.</param>
    /// <param name="credentials">With a known algorithm.</param>
    /// <param name="method">Of the request.</param>
    public PasswordResult Check(AddressOfRecord aor, Account? account, DigestCredentials credentials, ReadOnlySpan<byte> method)
    {
        var algorithm = credentials.Algorithm.GetValueOrDefault();
        // All of it is done for everybody, also where a stored hash or a missing account makes a part of it useless.
        var isName = IsName(account?.CredentialsUser ?? aor.User, aor, credentials);
        var computed = digest.Ha1(credentials.Username, credentials.Realm, account?.ClearText ?? NoPassword, algorithm);
        var stored = account?.ClearText == null ? StoredHa1(account, algorithm) : null;
        var matches = digest.Matches(stored ?? computed, credentials, method, algorithm);
        if (account == null)
            return PasswordResult.UnknownUser;
        if (!isName)
            return PasswordResult.OtherUser;
        if (account.ClearText == null && stored == null)
            return PasswordResult.NoPassword;
        return matches ? PasswordResult.Right : PasswordResult.WrongPassword;
    }

    /// <summary>Whom a user name in credentials names when the request does not say it.</summary>
    public AddressOfRecord AorOf(DigestCredentials credentials)
    {
        var domain = domains.HasConfigured ? credentials.Realm : domains.Default;
        var username = credentials.Username;
        var text = username.Contains('@', StringComparison.Ordinal) ? $"sip:{username}" : $"sip:{username}@{domain}";
        return SipUri.TryParse(Encoding.UTF8.GetBytes(text), out var uri) && domains.ToAor(uri) is { } aor
            ? aor
            : new AddressOfRecord(username, domain);
    }

    // Phones write the user alone or with the domain.
    bool IsName(string expected, AddressOfRecord aor, DigestCredentials credentials) =>
        credentials.Username == expected || AorOf(credentials) == aor with { User = expected };

    static string? StoredHa1(Account? account, DigestAlgorithm algorithm) =>
        algorithm == DigestAlgorithm.Md5 ? account?.Md5Ha1 : account?.Sha256Ha1;
}

enum PasswordResult : byte
{
    Right,
    WrongPassword,
    UnknownUser,

    /// <summary>The credentials name another account than the request does.</summary>
    OtherUser,

    /// <summary>The account has only hashes of other algorithms.</summary>
    NoPassword,
}
