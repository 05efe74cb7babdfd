using System.Security.Cryptography;

namespace Rouse.Server.Transport;

/// <summary>The two files of a certificate, what they held when they were last looked at, and the last that was good.</summary>
sealed class TlsPairFiles(TlsPair pair)
{
    /// <summary>From when on, and how often, it is told that a certificate ends: what ACME's clients renew at, and a day.</summary>
    static readonly TimeSpan ToldBefore = TimeSpan.FromDays(30);
    static readonly TimeSpan ToldEvery = TimeSpan.FromDays(1);

    readonly FileMark _mark = new(pair.Certificate, pair.Key);
    volatile TlsCertificate? _current;
    DateTimeOffset? _toldAt;

    public TlsPair Pair => pair;

    public TlsCertificate Current => _current ?? throw new InvalidOperationException($"{pair.Certificate} was never read");

    /// <param name="now">Whether it is valid at this time counts.</param>
    public FileChange Read(DateTimeOffset now)
    {
        var isChanged = _mark.HasChanged();
        // One that was wrong is tried again: it may only have to become valid.
        if (!isChanged && _mark.Fault == null)
            return default;
        var isFirst = _current == null;
        var before = _mark.Fault;
        if (TlsCertificate.Load(pair, now, out var fault) is { } loaded)
        {
            _current = loaded;
            _toldAt = null;
        }
        _mark.Fault = fault;
        return new FileChange(IsNew: isChanged || fault != before, isFirst, fault);
    }

    /// <summary>How long it is still valid, less than zero when no more; null unless it is time to tell.</summary>
    public TimeSpan? EndToTell(DateTimeOffset now)
    {
        var left = Current.NotAfter - now;
        if (left > ToldBefore || now - _toldAt < ToldEvery)
            return null;
        _toldAt = now;
        return left;
    }
}

/// <summary>What a look at files came to.</summary>
/// <param name="IsNew">Something has changed since the last look, be it for the worse.</param>
/// <param name="IsFirst">Nothing was read before.</param>
/// <param name="Fault">What is wrong with them, known before or not.</param>
readonly record struct FileChange(bool IsNew, bool IsFirst, string? Fault);

/// <summary>Tells whether files have changed, by what is in them: links are moved and times copied along.</summary>
sealed class FileMark(params string[] paths)
{
    string _seen = "";

    /// <summary>What is wrong with what was seen last.</summary>
    public string? Fault { get; set; }

    public bool HasChanged()
    {
        var seen = string.Concat(paths.Select(Look));
        if (seen == _seen)
            return false;
        _seen = seen;
        return true;
    }

    static string Look(string path)
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.GetType().Name;
        }
    }
}
