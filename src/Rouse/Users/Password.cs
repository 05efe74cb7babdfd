using System.Security.Cryptography;

namespace Rouse.Users;

/// <summary>What proves a user.</summary>
static class Password
{
    /// <summary>16 letters of 31 make 79 bits.</summary>
    const int LettersMade = 16;

    /// <summary>Without those that are taken for another: 0 and o, 1 and l and i.</summary>
    const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    public static string Make() => RandomNumberGenerator.GetString(Letters, LettersMade);

    /// <summary>What is wrong with a password, or null; without showing it.</summary>
    public static string? Check(string text) =>
        text.Length == 0 ? "the password is empty"
        : text.Any(char.IsControl) ? "the password has a control character in it"
        : null;
}
