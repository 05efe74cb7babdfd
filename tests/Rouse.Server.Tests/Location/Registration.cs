using System.IO.Hashing;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Location;

/// <summary>One REGISTER as a test writes it: Contact values as text, the rest with defaults that make it new.</summary>
sealed record Registration
{
    static long _lastNumber;

    public AddressOfRecord Aor { get; init; } = new("bob", "example.org");

    /// <summary>Contact values; with <c>;expires=0</c> for a removal.</summary>
    public required string[] Contacts { get; init; }

    public bool All { get; init; }

    public string CallId { get; init; } = "call";

    public long CSeq { get; init; } = 1;

    /// <summary>Null is a branch that no other has.</summary>
    public string? Branch { get; init; }

    public required Flow Flow { get; init; }

    public long Number { get; init; } = Interlocked.Increment(ref _lastNumber);

    public string[] Path { get; init; } = [];

    /// <summary>Whether it came from the phone itself.</summary>
    public bool IsFirstHop { get; init; }

    /// <summary>Whether the app has push credentials.</summary>
    public bool CanBePushed { get; init; } = true;

    public static long NextNumber() => Interlocked.Increment(ref _lastNumber);

    public RegisterChange ToChange(TimeProvider time)
    {
        var branch = Hash(Branch ?? $"branch {Number}");
        var content = Hash(All ? "*" : string.Join(',', Contacts));
        return new RegisterChange
        {
            Aor = Aor,
            CallIdHash = Hash(CallId),
            CSeq = CSeq,
            BranchHash = branch,
            ContentHash = content,
            ReceiveNumber = Number,
            Flow = Flow,
            RemoveAll = All,
            Contacts = [.. Contacts.Select(c => ToContact(c, branch, content, time))],
        };
    }

    ContactChange ToContact(string text, ulong branch, ulong content, TimeProvider time)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.True(NameAddress.TryParse(bytes, out var contact), text);
        Assert.True(contact.TryGetUri(out var uri), text);
        var push = PushParameters.TryParse(uri.Parameters.Text.Span, out var parameters, out _) ? parameters : null;
        var identity = BindingIdentity.Of(contact.Parameters, uri, push);
        var seconds = contact.Parameters.TryGet("expires"u8, out var value) ? int.Parse(value.Span, null) : 3600;
        var now = time.GetTimestamp();
        var binding = new Binding
        {
            Aor = Aor,
            Identity = identity,
            Id = identity.IdAt(Aor),
            Contact = bytes,
            HasPush = push != null,
            CanBePushed = CanBePushed && push != null,
            IsFirstHop = IsFirstHop,
            Path = [.. Path.Select(p => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(p))],
            CallIdHash = Hash(CallId),
            CSeq = CSeq,
            BranchHash = branch,
            ContentHash = content,
            ExpiresAt = now + seconds * time.TimestampFrequency,
            RegisteredAt = now,
            ReceiveNumber = Number,
            Flow = Flow,
            Q = contact.Parameters.TryGet("q"u8, out var q) ? double.Parse(q.Span, System.Globalization.CultureInfo.InvariantCulture) : 1,
        };
        return new ContactChange(binding, seconds == 0);
    }

    public static ulong Hash(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text));
}
