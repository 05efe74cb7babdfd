namespace Rouse.Server.Guard;

/// <summary>Users whose passwords may be wrong within a minute before one who tries them is banned; each counts once.</summary>
static class LoginRules
{
    /// <summary>From one port or connection. Own decision: a phone has one or two, and a PBX does not lose so many at once.</summary>
    public const int MaxUsersOfPort = 10;

    /// <summary>
    /// From all ports of a source. Own decision: an office whose phones get wrong passwords asks each with some phones only, and who
    /// guesses a new password for each of fifty users a minute gets nowhere.
    /// </summary>
    public const int MaxUsersOfSource = 50;

    /// <summary>The same where somebody proved a password lately: an office of 500 phones.</summary>
    public const int MaxUsersOfKnown = 500;
}
