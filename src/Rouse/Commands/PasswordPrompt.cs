using Rouse.Starting;
using Rouse.Users;

namespace Rouse.Commands;

/// <summary>Gets the password of a new user.</summary>
sealed class PasswordPrompt(Terminal terminal)
{
    /// <param name="user">Whose.</param>
    /// <param name="fromInput">From the first line of the input, instead of twice from the keyboard.</param>
    /// <exception cref="RefusedStartException">It is no password, or there is nobody to ask.</exception>
    public string Ask(UserName user, bool fromInput)
    {
        var password = fromInput ? terminal.Input.ReadLine() ?? "" : AskTwice(user);
        return Password.Check(password) is { } wrong ? throw new RefusedStartException(wrong) : password;
    }

    string AskTwice(UserName user)
    {
        if (terminal.ReadHidden is not { } read)
            throw new RefusedStartException("nobody is there to ask for a password: use --password-stdin or --generate");
        var password = AskOnce($"password of {user}: ", read);
        return AskOnce("once more: ", read) == password ? password : throw new RefusedStartException("the two passwords differ");
    }

    string AskOnce(string question, Func<string> read)
    {
        terminal.Error.Write(question);
        var text = read();
        terminal.Error.WriteLine();
        return text;
    }
}
