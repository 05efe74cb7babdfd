using System.IO.Hashing;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Registrar;

/// <summary>What a REGISTER asks of its AOR, read from its headers; everything that outlives the request is copied out of it.</summary>
sealed class RegisterReader(Live<GrantOptions> grant, IPushCoverage push, ILocationStore locations, TimeProvider time)
{
    /// <summary>False with what to answer instead of applying it. A change without contacts is a fetch.</summary>
    /// <param name="context">The request.</param>
    /// <param name="aor">Whose contacts it changes.</param>
    /// <param name="change">What it asks.</param>
    /// <param name="pushTypes">Types of push that its 2xx indicates.</param>
    /// <param name="refusal">What to answer.</param>
    public bool TryRead(
        RequestContext context, AddressOfRecord aor, out RegisterChange change, out IReadOnlyList<string> pushTypes, out Refusal refusal)
    {
        change = Begin(context, aor);
        refusal = default;
        var contacts = change.Contacts;
        var indications = new PushIndications(push, context);
        pushTypes = [];
        var isWildcard = false;
        var count = 0;
        var path = ReadPath(context.Request);
        if (path == null)
            return Refuse(Refusal.Path, out refusal);
        foreach (var value in context.Request.Headers.Values(HeaderName.Contact))
        {
            isWildcard |= value.Span.SequenceEqual("*"u8);
            if (++count > grant.Current.Registrar.MaxContacts)
                return Refuse(Refusal.TooManyContacts, out refusal);
            if (!isWildcard && !TryReadContact(context.Request, change, path, value.Span, contacts, indications, out refusal))
                return false;
        }
        if (isWildcard && (count > 1 || !IsZero(context.Request.Headers.First(HeaderName.Expires).Span)))
            return Refuse(Refusal.Wildcard, out refusal);
        if (count > 0 && !isWildcard && contacts.Count == 0)
            return Refuse(Refusal.NoSipContact, out refusal);
        if (!IsSipsThroughout(context, contacts, path))
            return Refuse(Refusal.Sips, out refusal);
        if (HasSeveralFlows(contacts))
            return Refuse(Refusal.SeveralFlows, out refusal);
        if (isWildcard)
            change = change with { RemoveAll = true };
        pushTypes = indications.Types;
        return true;
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

    bool TryReadContact(
        SipRequest request,
        RegisterChange change,
        ReadOnlyMemory<byte>[] path,
        ReadOnlySpan<byte> value,
        List<ContactChange> contacts,
        PushIndications indications,
        out Refusal refusal)
    {
        refusal = default;
        var known = FindKnown(change.Aor, value);
        var text = known?.Contact ?? Copy(value);
        if (!NameAddress.TryParse(text, out var contact) || !contact.TryGetUri(out var uri))
            return Refuse(Refusal.Contact, out refusal);
        // Nothing can be sent to mailto: or tel: on a phone's flow; they are left out of the 200, so that the phone sees it.
        if (!uri.IsSip)
            return true;
        var parameters = PushParameters.TryParse(uri.Parameters.Text.Span, out var found, out _) ? found : null;
        var coverage = indications.CoverageOf(parameters, isDirect: path.Length == 0);
        var (options, reach) = grant.Current;
        var asked = ExpiresRules.Asked(contact.Parameters, request.Headers.First(HeaderName.Expires).Span, options.DefaultExpires);
        var granted = TimeSpan.Zero;
        var isReachable = coverage == PushCoverage.Provider;
        if (asked > TimeSpan.Zero && !ExpiresRules.TryGrant(asked, isReachable ? reach : TimeSpan.Zero, options, out granted))
            return Refuse(Refusal.TooBrief, out refusal);
        if (asked > TimeSpan.Zero)
            indications.Add(parameters, coverage, granted);
        var named = known != null ? NamedContact.Of(known) : NamedContact.Of(change.Aor, text, contact, uri, parameters);
        var binding = ToBinding(change, named, granted, path, new(parameters != null, coverage, indications.IsPushedElsewhere));
        contacts.Add(new ContactChange(binding, Remove: asked == TimeSpan.Zero));
        return true;
    }

    Binding ToBinding(RegisterChange change, NamedContact contact, TimeSpan granted, ReadOnlyMemory<byte>[] path, ContactPush pushed)
    {
        var now = time.GetTimestamp();
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
            Path = path,
            CallIdHash = change.CallIdHash,
            CSeq = change.CSeq,
            BranchHash = change.BranchHash,
            ContentHash = change.ContentHash,
            ExpiresAt = now + (long)(granted.TotalSeconds * time.TimestampFrequency),
            RegisteredAt = now,
            ReceiveNumber = change.ReceiveNumber,
            Flow = change.Flow,
        };
    }

    // A refresh that changes nothing of its contact takes over what was made when it came first.
    Binding? FindKnown(AddressOfRecord aor, ReadOnlySpan<byte> contact)
    {
        var bound = locations.Find(aor);
        for (var i = 0; i < bound.Count; i++)
        {
            if (contact.SequenceEqual(bound[i].Contact))
                return bound[i];
        }
        return null;
    }

    // RFC 3327 §5.3; null when a value is no SIP address.
    static ReadOnlyMemory<byte>[]? ReadPath(SipRequest request)
    {
        List<ReadOnlyMemory<byte>>? path = null;
        foreach (var value in request.Headers.Values(HeaderName.Path))
        {
            var text = Copy(value.Span);
            if (!NameAddress.TryParse(text, out var address) || !address.TryGetUri(out var uri) || !uri.IsSip)
                return null;
            (path ??= []).Add(text);
        }
        return path == null ? [] : [.. path];
    }

    // Exact size, so that a binding does not keep a whole datagram alive; a fold is white space (RFC 3261 §7.3.1).
    static byte[] Copy(ReadOnlySpan<byte> value)
    {
        var copy = value.ToArray();
        copy.AsSpan().Replace((byte)'\r', (byte)' ');
        copy.AsSpan().Replace((byte)'\n', (byte)' ');
        return copy;
    }

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
    static bool IsSipsThroughout(RequestContext context, List<ContactChange> contacts, ReadOnlyMemory<byte>[] path)
    {
        return !contacts.Exists(static c => !c.Remove && c.Binding.IsSips)
            || (context.IsSips && contacts.TrueForAll(static c => c.Remove || c.Binding.IsSips) && Array.TrueForAll(path, IsSips));
    }

    static bool IsSips(ReadOnlyMemory<byte> hop) =>
        NameAddress.TryParse(hop, out var address) && address.TryGetUri(out var uri) && uri.Scheme == UriScheme.Sips;

    // RFC 5626 §6: one flow of an instance at a time.
    static bool HasSeveralFlows(List<ContactChange> contacts)
    {
        var bound = 0;
        foreach (var contact in contacts)
            bound += contact.Remove ? 0 : 1;
        return bound > 1 && contacts.Exists(static c => !c.Remove && c.Binding.Identity.HasRegId);
    }

    static bool Refuse(Refusal why, out Refusal refusal)
    {
        refusal = why;
        return false;
    }
}
