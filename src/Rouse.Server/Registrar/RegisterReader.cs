using System.IO.Hashing;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Registrar;

/// <summary>What a REGISTER asks of its AOR, read from its headers; everything that outlives the request is copied out of it.</summary>
sealed class RegisterReader(
    Live<GrantOptions> grant, IPushCoverage push, ILocationStore locations, Domains domains, Gruus gruus, TimeProvider time)
{
    /// <summary>False with what to answer instead of applying it. A change without contacts is a fetch.</summary>
    /// <param name="context">The request.</param>
    /// <param name="aor">Whose contacts it changes.</param>
    /// <param name="change">What it asks.</param>
    /// <param name="extensions">What its 2xx says beside the bindings.</param>
    /// <param name="refusal">What to answer.</param>
    public bool TryRead(
        RequestContext context, AddressOfRecord aor, out RegisterChange change, out RegisterExtensions extensions, out Refusal refusal)
    {
        var request = context.Request;
        change = Begin(context, aor);
        extensions = default;
        var options = grant.Current.Registrar;
        if (!RegisterPath.TryRead(request, options.RequiresPathSupport, out var path, out refusal))
            return false;
        var hasGruus = RegisterExtensions.AsksForGruus(request, options);
        var reading = new Reading(change, path, new PushIndications(push, context), hasGruus ? NewMark() : 0);
        if (!TryReadContacts(context, reading, options, out var isWildcard, out refusal))
            return false;
        var contacts = change.Contacts;
        if (!IsSipsThroughout(context, contacts, path))
            return Refuse(Refusal.Sips, out refusal);
        var bound = CountBound(contacts);
        // All of them or none (§10.3 step 7).
        if (bound > options.MaxContacts)
            return Refuse(Refusal.TooManyContacts, out refusal);
        if (bound > 1 && NamesFlow(contacts))
            return Refuse(Refusal.SeveralFlows, out refusal);
        var knowsOutbound = reading.HasRegId && RegisterExtensions.KnowsOutbound(request);
        if (knowsOutbound && !path.KeepsFlow)
            return Refuse(Refusal.FirstHop, out refusal);
        if (isWildcard)
            change = change with { RemoveAll = true };
        var isOutbound = knowsOutbound && NamesFlow(contacts);
        extensions = new RegisterExtensions(reading.Indications.Types, isOutbound, hasGruus);
        return true;
    }

    bool TryReadContacts(RequestContext context, Reading reading, RegistrarOptions options, out bool isWildcard, out Refusal refusal)
    {
        refusal = default;
        isWildcard = false;
        var request = context.Request;
        var count = 0;
        foreach (var value in request.Headers.Values(HeaderName.Contact))
        {
            isWildcard |= value.Span.SequenceEqual("*"u8);
            if (++count > options.MaxContactsPerRegister)
                return Refuse(Refusal.TooManyContacts, out refusal);
            if (!isWildcard && !TryReadContact(request, reading, value.Span, out refusal))
                return false;
        }
        if (isWildcard && (count > 1 || !IsZero(request.Headers.First(HeaderName.Expires).Span)))
            return Refuse(Refusal.Wildcard, out refusal);
        return count == 0 || isWildcard || reading.Change.Contacts.Count > 0 || Refuse(Refusal.NoSipContact, out refusal);
    }

    static RegisterChange Begin(RequestContext context, AddressOfRecord aor)
    {
        var request = context.Request;
        request.TryGetCSeq(out var cseq);
        var content = HashContent(request);
        return new RegisterChange
        {
            Aor = aor,
            CallIdHash = Math.Max(1, XxHash3.HashToUInt64(request.CallId)),
            CSeq = cseq.Number,
            // Without a branch (RFC 2543) only the content tells requests apart.
            BranchHash = request.Branch.IsEmpty ? content : XxHash3.HashToUInt64(request.Branch),
            ContentHash = content,
            ReceiveNumber = context.ReceiveNumber,
            Flow = context.Flow,
            Contacts = new(1),
        };
    }

    bool TryReadContact(SipRequest request, Reading reading, ReadOnlySpan<byte> value, out Refusal refusal)
    {
        refusal = default;
        var (change, path, indications, _) = reading;
        var known = FindKnown(change.Aor, value, path.KeepsFlow);
        var text = known?.Contact ?? HeaderCopy.Of(value);
        if (!NameAddress.TryParse(text, out var contact) || !contact.TryGetUri(out var uri))
            return Refuse(Refusal.Contact, out refusal);
        // Nothing can be sent to mailto: or tel: on a phone's flow; they are left out of the 200, so that the phone sees it.
        if (!uri.IsSip)
            return true;
        var parameters = PushParameters.TryParse(uri.Parameters.Text.Span, out var found, out _) ? found : null;
        var coverage = indications.CoverageOf(parameters, path.IsDirect);
        var (options, reach) = grant.Current;
        var asked = ExpiresRules.Asked(contact.Parameters, request.Headers.First(HeaderName.Expires).Span, options.DefaultExpires);
        var granted = TimeSpan.Zero;
        var isReachable = coverage == PushCoverage.Provider;
        if (asked > TimeSpan.Zero && !ExpiresRules.TryGrant(asked, isReachable ? reach : TimeSpan.Zero, options, out granted))
            return Refuse(Refusal.TooBrief, out refusal);
        if (asked > TimeSpan.Zero)
            indications.Add(parameters, coverage, granted);
        var named = known != null ? NamedContact.Of(known) : NamedContact.Of(change.Aor, text, contact, uri, parameters, path.KeepsFlow);
        if (asked > TimeSpan.Zero && known == null && LeadsBack(named, uri))
            return Refuse(Refusal.ContactIsAor, out refusal);
        var messages = asked > TimeSpan.Zero ? ExpiresRules.ForMessages(contact.Parameters) : TimeSpan.Zero;
        reading.HasRegId |= asked > TimeSpan.Zero && named.Identity.Kind == BindingIdentityKind.Instance && HasRegId(contact);
        var binding = ToBinding(reading, named, new(granted, messages), new(parameters != null, coverage, indications.IsPushedElsewhere));
        change.Contacts.Add(new ContactChange(binding, Remove: asked == TimeSpan.Zero));
        return true;
    }

    Binding ToBinding(Reading reading, NamedContact contact, Lifetime lifetime, ContactPush pushed)
    {
        var now = time.GetTimestamp();
        var change = reading.Change;
        return new Binding
        {
            Aor = contact.Aor,
            Identity = contact.Identity,
            Id = contact.Id,
            Contact = contact.Text,
            Q = contact.Q,
            HasPush = pushed.HasParameters,
            CanBePushed = pushed.Coverage != PushCoverage.None,
            IsPushedElsewhere = pushed.IsElsewhere,
            IsFirstHop = reading.Path is { IsDirect: true, KeepsFlow: true },
            Path = reading.Path.Hops,
            CallIdHash = change.CallIdHash,
            CSeq = change.CSeq,
            BranchHash = change.BranchHash,
            ContentHash = change.ContentHash,
            ExpiresAt = now + ToTimestamps(lifetime.Granted),
            EndsAt = now + ToTimestamps(lifetime.Messages),
            RegisteredAt = now,
            ReceiveNumber = change.ReceiveNumber,
            Flow = change.Flow,
            GruuMark = contact.Identity.Kind == BindingIdentityKind.Instance ? reading.GruuMark : 0,
        };
    }

    long ToTimestamps(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    // A refresh that changes nothing of its contact takes over what was made when it came first.
    Binding? FindKnown(AddressOfRecord aor, ReadOnlySpan<byte> contact, bool isOfFlow)
    {
        var bound = locations.Find(aor);
        for (var i = 0; i < bound.Count; i++)
        {
            if (contact.SequenceEqual(bound[i].Contact)
                && bound[i].Identity.HasRegId == (isOfFlow && contact.IndexOf("reg-id"u8) >= 0))
                return bound[i];
        }
        return null;
    }

    static bool HasRegId(NameAddress contact) => contact.Parameters.Contains("reg-id"u8);

    // RFC 5627 §5.1: what is sent there would come back here for ever.
    bool LeadsBack(NamedContact contact, SipUri uri) =>
        contact.Identity.Kind == BindingIdentityKind.Instance
        && (domains.ToAor(uri) == contact.Aor || (gruus.TryResolve(uri, out var gruu) && gruu.Aor == contact.Aor));

    // New for each, so that what was told of an earlier registration leads nowhere; never 0.
    static uint NewMark() => Math.Max(1, (uint)RandomNumbers.Next());

    static ulong HashContent(SipRequest request)
    {
        var input = new ByteBuffer(512);
        foreach (var value in request.Headers.Values(HeaderName.Contact))
        {
            input.Add(value.Span);
            input.Add(","u8);
        }
        input.Add(request.Headers.First(HeaderName.Expires).Span);
        var hash = XxHash3.HashToUInt64(input.Written);
        input.Return();
        return hash;
    }

    static bool IsZero(ReadOnlySpan<byte> expires) => !expires.IsEmpty && ExpiresRules.Read(expires) == TimeSpan.Zero;

    // RFC 5630 §5.2: a contact that asks for TLS on every hop comes only beside its like, on such hops.
    static bool IsSipsThroughout(RequestContext context, List<ContactChange> contacts, RegisterPath path) =>
        !contacts.Exists(static c => !c.Remove && c.Binding.IsSips)
        || (context.IsSips && contacts.TrueForAll(static c => c.Remove || c.Binding.IsSips) && path.IsSips);

    static int CountBound(List<ContactChange> contacts)
    {
        var bound = 0;
        foreach (var contact in contacts)
            bound += contact.Remove ? 0 : 1;
        return bound;
    }

    // RFC 5626 §6: one flow of an instance at a time.
    static bool NamesFlow(List<ContactChange> contacts) => contacts.Exists(static c => !c.Remove && c.Binding.Identity.HasRegId);

    static bool Refuse(Refusal why, out Refusal refusal)
    {
        refusal = why;
        return false;
    }

    /// <summary>One REGISTER being read.</summary>
    sealed record Reading(RegisterChange Change, RegisterPath Path, PushIndications Indications, uint GruuMark)
    {
        /// <summary>Some contact names its flow.</summary>
        public bool HasRegId { get; set; }
    }
}
