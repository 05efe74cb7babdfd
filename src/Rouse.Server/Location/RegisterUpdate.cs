namespace Rouse.Server.Location;

/// <summary>One REGISTER being applied: the lists that grow and shrink on the way from one state to the next.</summary>
sealed class RegisterUpdate(AorState before, RegisterChange change, long now, RegisterLimits limits)
{
    readonly List<Binding> _bindings = [.. before.Bindings];
    readonly List<Binding> _appeared = new(change.Contacts.Count);
    RegisterTrace[] _recent = before.Recent;

    public RegisterDecision Run()
    {
        if (change.RemoveAll)
            RemoveAll();
        // Removals first: a phone that replaces its contact names the old one and the new one in one request, in either order.
        foreach (var contact in change.Contacts)
        {
            if (contact.Remove)
                Remove(contact.Binding);
        }
        foreach (var contact in change.Contacts)
        {
            if (!contact.Remove)
                Bind(contact.Binding);
        }
        DropOldest();
        _bindings.Sort(AorState.Compare);
        var state = new AorState([.. _bindings], _recent);
        return new(RegisterOutcome.Applied, state, _appeared, Missing(_appeared, before.Bindings), Missing(before.Bindings, _bindings));
    }

    void RemoveAll()
    {
        foreach (var binding in before.Bindings)
        {
            if (binding.ReceiveNumber < change.ReceiveNumber)
                End(binding, RemovedContacts.Every);
        }
        Remember(TraceOfChange(RemovedContacts.Every));
    }

    void Remove(Binding contact)
    {
        var key = contact.Identity.Instance == null ? ContactUriKey.Of(contact) : null;
        foreach (var binding in before.Bindings)
        {
            if (!IsMeant(binding, contact, key))
                continue;
            End(binding, RemovedContacts.Of(binding.Identity));
            Remember(TraceOfChange(RemovedContacts.Of(binding.Identity)));
        }
        // Also when nothing was bound: the REGISTER that this one overtook must not bind it.
        Remember(TraceOfChange(RemovedContacts.Of(contact.Identity)));
    }

    // By instance, or by the URI without pn-*. Two phones behind different NATs may have the same URI: where both name their instance it
    // alone counts.
    static bool IsMeant(Binding binding, Binding contact, string? key)
    {
        if (binding.Identity == contact.Identity)
            return true;
        if (contact.Identity.Instance is { } instance && binding.Identity.Instance != null)
            return !contact.Identity.HasRegId && binding.Identity.Instance == instance;
        return ContactUriKey.Of(binding) == (key ?? ContactUriKey.Of(contact));
    }

    void Bind(Binding contact)
    {
        for (var i = _bindings.Count - 1; i >= 0; i--)
        {
            var older = _bindings[i];
            if (older.Identity == contact.Identity)
                contact.Continue(older);
            if (older.Identity == contact.Identity || HasItsToken(older, contact))
                Replace(i, null);
            else if (RegisterRules.TakesFlow(contact, older))
                Replace(i, RegisterRules.WithoutFlow(older, contact));
        }
        _bindings.Add(contact);
        _appeared.Add(contact);
    }

    bool HasItsToken(Binding older, Binding contact) =>
        older.ReceiveNumber != change.ReceiveNumber && RegisterRules.TakesToken(contact, older);

    void Replace(int index, Binding? rest)
    {
        var older = _bindings[index];
        if (rest != null)
        {
            _bindings[index] = rest;
            return;
        }
        _bindings.RemoveAt(index);
        _appeared.Remove(older);
        if (!RegisterRules.SaysAll(change, older))
            Remember(RegisterRules.TraceOf(older));
    }

    void End(Binding binding, RemovedContacts removal)
    {
        if (_bindings.Remove(binding) && binding.CallIdHash != change.CallIdHash)
            Remember(RegisterRules.TraceOf(binding) with { ReceiveNumber = change.ReceiveNumber, At = now, Removal = removal });
    }

    void DropOldest()
    {
        while (_bindings.Count > limits.MaxContacts)
        {
            var oldest = 0;
            for (var i = 1; i < _bindings.Count; i++)
            {
                if (Age(_bindings[i]).CompareTo(Age(_bindings[oldest])) < 0)
                    oldest = i;
            }
            Replace(oldest, null);
        }
    }

    static (long, long) Age(Binding binding) => (binding.RegisteredAt, binding.ReceiveNumber);

    RegisterTrace TraceOfChange(RemovedContacts removal) =>
        new(change.CallIdHash, change.CSeq, change.BranchHash, change.ContentHash, change.ReceiveNumber, now, removal);

    void Remember(RegisterTrace trace) => _recent = _recent.With(trace, now, limits);

    static Binding[] Missing(IReadOnlyList<Binding> of, IReadOnlyList<Binding> from)
    {
        List<Binding>? missing = null;
        for (var i = 0; i < of.Count; i++)
        {
            if (!HasIdentity(from, of[i].Identity))
                (missing ??= []).Add(of[i]);
        }
        return missing == null ? [] : [.. missing];
    }

    static bool HasIdentity(IReadOnlyList<Binding> bindings, BindingIdentity identity)
    {
        for (var i = 0; i < bindings.Count; i++)
        {
            if (bindings[i].Identity == identity)
                return true;
        }
        return false;
    }
}
