using System.Globalization;
using System.Text;

namespace Rouse.Protocol.Sip.Headers;

/// <summary>Finds the push parameters among those of a URI. Of equal names the first counts.</summary>
ref struct PushParameterReader(ReadOnlySpan<byte> uriParameters)
{
    readonly ReadOnlySpan<byte> _text = uriParameters;
    string? _provider;
    string? _param;
    string? _prid;
    string? _type;
    string? _appId;
    string? _tok;
    Dictionary<string, string>? _options;

    public PushParameters? Read(out string? defect)
    {
        foreach (var range in _text.Split((byte)';'))
            Take(_text[range]);
        if (_provider == null && _type == null)
        {
            defect = _param != null || _prid != null ? "pn-param or pn-prid without pn-provider" : null;
            return null;
        }
        var parameters = _provider != null ? ReadRfc8599() : ReadLegacy();
        defect = parameters.Defect;
        return _options == null ? parameters : parameters with { Options = _options };
    }

    void Take(ReadOnlySpan<byte> parameter)
    {
        var equals = parameter.IndexOf((byte)'=');
        var name = equals < 0 ? parameter : parameter[..equals];
        if (!PushParameters.IsPushParameter(name))
            return;
        var value = equals < 0 ? default : parameter[(equals + 1)..];
        switch (Encoding.UTF8.GetString(name).ToLowerInvariant())
        {
            case "pn-provider": _provider ??= Unescape(value); break;
            case "pn-param": _param ??= Unescape(value); break;
            case "pn-prid": _prid ??= Unescape(value); break;
            case "pn-type": _type ??= Unescape(value); break;
            case "app-id": _appId ??= Unescape(value); break;
            case "pn-tok": _tok ??= Unescape(value); break;
            case var option when IsOption(option): (_options ??= []).TryAdd(option, Unescape(value)); break;
        }
    }

    static bool IsOption(string name) =>
        name is "pn-silent" or "pn-timeout" or "pn-msg-str" or "pn-call-str" or "pn-groupchat-str" or "pn-call-snd" or "pn-msg-snd";

    readonly PushParameters ReadRfc8599()
    {
        var provider = _provider!.ToLowerInvariant();
        var unsupported = provider is "firebase" or "android" or "google" or "apple"
            ? $"pn-provider={provider} is not supported: it must be {(provider == "apple" ? "apns" : "fcm")} (RFC 8599)"
            : null;
        return Build(provider, _param ?? "", _prid ?? "", unsupported);
    }

    // The older form says the environment of APNs at the end of app-id, and no team.
    readonly PushParameters ReadLegacy()
    {
        var appId = _appId ?? "";
        var type = _type!.ToLowerInvariant();
        if (type != "apple")
            return Build(type is "android" or "firebase" or "google" ? "fcm" : type, appId, _tok ?? "", null);
        var isDevelopment = appId.EndsWith(".dev", StringComparison.OrdinalIgnoreCase);
        if (isDevelopment)
            appId = appId[..^4];
        else if (appId.EndsWith(".prod", StringComparison.OrdinalIgnoreCase))
            appId = appId[..^5];
        return Build(isDevelopment ? "apns.dev" : "apns", appId, _tok ?? "", null);
    }

    static PushParameters Build(string provider, string param, string prid, string? defect)
    {
        IReadOnlyList<PushToken> tokens = [];
        defect ??= DefectOf(provider, param, prid);
        if (defect == null && prid.Length > 0)
            tokens = provider is "apns" or "apns.dev" ? ApnsTokens.Pair(param, prid, out defect) : [new PushToken("", prid, param)];
        return new PushParameters { Provider = provider, Param = param, Prid = prid, Tokens = tokens, Defect = defect };
    }

    static string? DefectOf(string provider, string param, string prid)
    {
        if (!IsVisibleAscii(provider))
            return "pn-provider has characters that no provider has";
        if (!IsVisibleAscii(param))
            return "pn-param has characters that no app has";
        if (!IsVisibleAscii(prid))
            return "pn-prid has characters that no token has";
        // RFC 8599 §10, §11: APNs and FCM cannot do without; webpush has none (§12).
        return prid.Length > 0 && param.Length == 0 && provider is "apns" or "apns.dev" or "fcm" ? "pn-param is missing" : null;
    }

    // Providers put these values into URLs and header fields.
    static bool IsVisibleAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    // A percent sign without two hexadecimal digits stands for itself.
    static string Unescape(ReadOnlySpan<byte> value)
    {
        if (!value.Contains((byte)'%'))
            return Encoding.UTF8.GetString(value);
        var bytes = new byte[value.Length];
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var escape = value[i] == '%' && i + 2 < value.Length ? value.Slice(i + 1, 2) : default;
            if (!byte.TryParse(escape, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
                b = value[i];
            else
                i += 2;
            bytes[length++] = b;
        }
        return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }
}
