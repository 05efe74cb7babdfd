namespace Rouse.Server.Location;

/// <summary>
/// The REGISTER that comes all the time: it binds again the one contact that its address of record has. What <see cref="RegisterUpdate"/>
/// would find out with lists is known then.
/// </summary>
static class RegisterRefresh
{
    /// <summary>Null when the REGISTER is another one.</summary>
    public static RegisterDecision? Decide(AorState state, RegisterChange change, long now, RegisterLimits limits)
    {
        if (change.RemoveAll || change.Contacts.Count != 1 || state.Bindings.Length != 1)
            return null;
        var (contact, remove) = change.Contacts[0];
        var older = state.Bindings[0];
        if (remove || older.Identity != contact.Identity)
            return null;
        contact.Continue(older);
        Binding[] bindings = [contact];
        var recent = RegisterRules.SaysAll(change, older) ? state.Recent : state.Recent.With(RegisterRules.TraceOf(older), now, limits);
        return new(RegisterOutcome.Applied, new AorState(bindings, recent), bindings, [], []);
    }
}
