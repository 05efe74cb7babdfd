using System.Text;
using Rouse.Soak.Server;

namespace Rouse.Soak.Crash;

/// <summary>A REGISTER as bytes.</summary>
static class RegisterText
{
    const string Branch = "z9hG4bK-";

    public static byte[] Write(Registration sent)
    {
        var line = sent.Line;
        var aor = $"sip:{line.Aor.User}@{ServerFolder.Domain}";
        var text = new StringBuilder(700);
        text.Append($"REGISTER sip:{ServerFolder.Domain} SIP/2.0\r\n");
        text.Append($"Via: SIP/2.0/{line.Path.Transport} {line.Path.Local};branch={Branch}{sent.Number};rport\r\n");
        text.Append($"Max-Forwards: 70\r\nFrom: <{aor}>;tag={line.Number}\r\nTo: <{aor}>\r\n");
        text.Append($"Call-ID: line-{line.Number}\r\nCSeq: {sent.CSeq} REGISTER\r\n");
        if (sent.Credentials is { } credentials)
            text.Append($"Authorization: {credentials}\r\n");
        AppendContacts(text, sent);
        return Encoding.ASCII.GetBytes(text.Append("Content-Length: 0\r\n\r\n").ToString());
    }

    /// <summary>The number of the request that a response with this branch belongs to; 0: none of ours.</summary>
    public static long NumberOf(ReadOnlySpan<byte> branch) =>
        branch.StartsWith("z9hG4bK-"u8) && long.TryParse(branch[Branch.Length..], out var number) ? number : 0;

    static void AppendContacts(StringBuilder text, Registration sent)
    {
        if (sent.Kind == RegisterKind.RemoveAll)
        {
            text.Append("Contact: *\r\nExpires: 0\r\n");
            return;
        }
        if (!sent.After.IsBound || MustReplace(sent))
            AppendContact(text, sent.Line, sent.Before with { Token = 0 }, 0);
        if (sent.After.IsBound)
            AppendContact(text, sent.Line, sent.After, 3600);
    }

    // A phone without instance must name what its new contact replaces, also where it does not know which token that has.
    static bool MustReplace(Registration sent) =>
        sent.Line.Instance is null && sent.Before.IsBound && (sent.Before != sent.After || sent.Line.Possible.Count > 1);

    static void AppendContact(StringBuilder text, Line line, ContactState state, int expires)
    {
        // One address for all lines of a phone: two of them would be two phones behind one NAT.
        text.Append($"Contact: <sip:{line.UserOf(state.Contact)}@127.0.0.1:10000");
        if (line.Path.Transport == "TCP")
            text.Append(";transport=tcp");
        if (state.Token > 0)
            text.Append($";pn-provider=fcm;pn-param=soak;pn-prid={line.TokenOf(state.Token)}");
        text.Append('>');
        if (line.Instance is { } instance)
            text.Append($";+sip.instance=\"<{instance}>\"");
        text.Append($";expires={expires}\r\n");
    }
}
