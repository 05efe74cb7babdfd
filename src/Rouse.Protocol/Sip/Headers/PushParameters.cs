using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Rouse.Protocol.Sip.Headers;

/// <summary>
/// How a phone is woken: the push parameters of its Contact URI (RFC 8599 §4.1, §8.7), also in the forms that Linphone sends: several APNs
/// services in one Contact, and the older pn-type, app-id and pn-tok.
/// </summary>
public sealed record PushParameters
{
    /// <summary>
    /// <c>pn-provider</c> in lower case: apns, apns.dev, fcm, webpush … Empty when the phone only asks what we support (RFC 8599 §5.6.1.2).
    /// </summary>
    public required string Provider { get; init; }

    /// <summary><c>pn-param</c> as a whole, unescaped; empty when there is none. From app-id the environment is taken off.</summary>
    public required string Param { get; init; }

    /// <summary><c>pn-prid</c> as a whole, unescaped; empty when there is none.</summary>
    public required string Prid { get; init; }

    /// <summary>None: no push can be sent, because of a <see cref="Defect"/> or because the phone gave no token.</summary>
    public required IReadOnlyList<PushToken> Tokens { get; init; }

    /// <summary>
    /// The other parameters of Linphone's apps (texts, sounds, pn-silent, pn-timeout): names in lower case, values unescaped.
    /// </summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What is wrong with the parameters, in one line for the operator.</summary>
    public string? Defect { get; init; }

    /// <summary>The token that a call is announced with: VoIP where there is one. Null: none.</summary>
    public PushToken? ForCall => First(PushToken.Voip) ?? ForMessage;

    /// <summary>The token for all that is no call. Null: none. Never a VoIP token: Apple stops an app that then shows no call.</summary>
    public PushToken? ForMessage => First(PushToken.Remote) ?? First("");

    /// <summary>Reads the parameters of a URI.</summary>
    /// <param name="uriParameters">As they stand, such as <c>;transport=tls;pn-provider=fcm;pn-param=p;pn-prid=t</c>.</param>
    /// <param name="parameters">Null when the URI has no push parameters, or some but no provider.</param>
    /// <param name="defect">Also <see cref="Defect"/>.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> uriParameters, [NotNullWhen(true)] out PushParameters? parameters, out string? defect)
    {
        parameters = new PushParameterReader(uriParameters).Read(out defect);
        return parameters != null;
    }

    /// <summary>Whether a URI parameter is about push, and so must not reach another user (RFC 8599 §13).</summary>
    public static bool IsPushParameter(ReadOnlySpan<byte> name) =>
        (name.Length >= 3 && Ascii.EqualsIgnoreCase(name[..3], "pn-"u8)) || Ascii.EqualsIgnoreCase(name, "app-id"u8);

    /// <summary>Whether both are one app on one device: a token in common. Order and services do not matter.</summary>
    public static bool SameDevice(PushParameters a, PushParameters b)
    {
        if (a.Provider != b.Provider)
            return false;
        foreach (var one in a.Tokens)
        {
            foreach (var other in b.Tokens)
            {
                if (one.Token == other.Token && one.App == other.App)
                    return true;
            }
        }
        return false;
    }

    /// <summary>By what the phone sent.</summary>
    public bool Equals(PushParameters? other) =>
        other != null && Provider == other.Provider && Param == other.Param && Prid == other.Prid
        && Options.Count == other.Options.Count && !Options.Except(other.Options).Any();

    public override int GetHashCode() => HashCode.Combine(Provider, Param, Prid);

    /// <summary>For logs: tokens are secrets.</summary>
    public override string ToString() => $"{Provider} {Param}";

    PushToken? First(string service)
    {
        foreach (var token in Tokens)
        {
            if (token.Service == service)
                return token;
        }
        return null;
    }
}
