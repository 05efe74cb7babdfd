namespace Rouse.Server.Authentication;

/// <summary>A user who may register and call, and what proves it; HA1 hashes user, realm and password (RFC 7616 §3.4.2).</summary>
/// <param name="User">User part of the address of record, unescaped; case counts (RFC 3261 §19.1.4).</param>
/// <param name="Domain">In lower case; null is every own domain.</param>
/// <param name="ClearText">The password itself; serves every algorithm.</param>
/// <param name="Md5Ha1">MD5 of <c>user:realm:password</c>, 32 hexadecimal digits in lower case.</param>
/// <param name="Sha256Ha1">SHA-256 of <c>user:realm:password</c>, 64 hexadecimal digits in lower case.</param>
sealed record Account(string User, string? Domain, string? ClearText, string? Md5Ha1, string? Sha256Ha1)
{
    /// <summary>The name that the phone writes in its credentials (<c>username</c>) where it is not <see cref="User"/>.</summary>
    public string CredentialsUser { get; init; } = User;

    /// <summary>Without the secrets, so that no log can show them.</summary>
    public override string ToString() => Domain is null ? User : $"{User}@{Domain}";
}
