using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Reprise.Server.Cache;

/// <summary>
/// What a request's headers say about the cache: <c>Reprise-Cache*</c>, the same words of other recorders, and <c>Cache-Control</c>. What cannot be understood keeps
/// the request from the cache: to leave out a part of what an answer depends on would give somebody else's.
/// </summary>
internal sealed class CacheWish
{
    private const int NameMax = 200;
    private const int InputsMax = 64;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3660);

    /// <summary>Headers that name within what answers are shared. A request may have several, as behind two libraries, and then means all of them.</summary>
    private static readonly string[] s_scopes = ["reprise-cache-scope", "x-portkey-cache-namespace", "helicone-cache-seed"];

    private readonly List<KeyValuePair<string, string>> _inputs = [];
    private readonly SortedDictionary<int, string> _scopes = [];

    /// <summary>True when the request asks for the cache, false when it refuses it, null when it says nothing.</summary>
    public bool? Asked { get; private set; }

    /// <summary>The policy it names, which asks for the cache too.</summary>
    public string? Policy { get; private set; }

    /// <summary>A fresh answer is wanted, and kept.</summary>
    public bool Refresh { get; private set; }

    /// <summary>A cached answer is wanted, or none.</summary>
    public bool OnlyCached { get; private set; }

    /// <summary>The answer is for this caller alone.</summary>
    public bool NoStore { get; private set; }

    /// <summary>Older answers are not wanted.</summary>
    public TimeSpan? MaxAge { get; private set; }

    /// <summary>How long the answer to this request may be given again.</summary>
    public TimeSpan? Ttl { get; private set; }

    /// <summary>Names within which answers are shared, as one; empty when there are none. Lengths tell them apart, whatever they hold.</summary>
    public string Scope => _scopes.Count == 0 ? "" : string.Concat(_scopes.Select(static scope => $"{scope.Key}.{scope.Value.Length}:{scope.Value}"));

    /// <summary>What else the answer depends on.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Inputs => _inputs;

    /// <summary>Whether a header could not be understood.</summary>
    public bool IsUnusable { get; private set; }

    /// <summary>Whether a label, by its lower-case name, is about a cache. One whose word we do not know may say what the answer depends on, and must not be passed over.</summary>
    public static bool IsHeader(string name) => name.Contains("-cache", StringComparison.Ordinal);

    /// <summary>Whether it is one of those whose names do not look like a label's.</summary>
    public static bool IsBraintrust(string name) => name.StartsWith("x-bt-", StringComparison.OrdinalIgnoreCase) && name.Contains("-cache", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads one header. Returns what is wrong with it, for the record; null when nothing is.</summary>
    public string? Read(string name, string value)
    {
        var mistake = name switch
        {
            "reprise-cache" => ReadUse(value),
            "reprise-cache-policy" => ReadPolicy(value),
            "reprise-cache-inputs" => ReadInputs(value),
            "reprise-cache-ttl" or "x-bt-cache-ttl" => ReadTtl(value),
            "helicone-cache-enabled" => ReadFlag(value, on => Asked = on),
            "helicone-cache-bucket-max-size" => value.Trim() == "1" ? null : "asks for several answers to one question, of which there is one here",
            "x-portkey-cache-force-refresh" => ReadFlag(value, on => Refresh |= on),
            "x-bt-use-cache" => ReadBraintrust(value),
            _ => ReadScope(name, value),
        };
        IsUnusable |= mistake is not null;
        return mistake;
    }

    /// <summary>Adds what <c>Cache-Control</c> says. Words that mean nothing here are for others.</summary>
    public void ReadCacheControl(StringValues values)
    {
        foreach (var line in values)
        {
            if (line is null) continue;
            foreach (var word in line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) ReadDirective(word);
        }
    }

    private void ReadDirective(string word)
    {
        if (word.Equals("no-cache", StringComparison.OrdinalIgnoreCase)) Refresh = true;
        else if (word.Equals("no-store", StringComparison.OrdinalIgnoreCase)) NoStore = true;
        else if (word.Equals("only-if-cached", StringComparison.OrdinalIgnoreCase)) OnlyCached = true;
        else if (word.StartsWith("max-age=", StringComparison.OrdinalIgnoreCase))
        {
            if (Seconds(word["max-age=".Length..].Trim('"')) is { } age) MaxAge = age;
            else IsUnusable = true;
        }
    }

    private string? ReadUse(string value)
    {
        switch (value.Trim().ToLowerInvariant())
        {
            case "on": Asked = true; return null;
            case "off": Asked = false; return null;
            case "refresh": (Asked, Refresh) = (true, true); return null;
            case "only": (Asked, OnlyCached) = (true, true); return null;
            default: return "is none of on, off, refresh and only";
        }
    }

    private string? ReadPolicy(string value)
    {
        if (value.Length is 0 or > NameMax) return "is no name of a policy";
        Policy = value;
        return null;
    }

    private string? ReadScope(string name, string value)
    {
        var at = Array.IndexOf(s_scopes, name);
        if (at < 0) return "is no word about the cache that is known here";
        if (value.Length is 0 or > NameMax) return $"is not 1 to {NameMax} characters long";
        _scopes[at] = value;
        return null;
    }

    private string? ReadInputs(string value)
    {
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == part.Length - 1 || part.Length > NameMax) return "is not name=hash,…";
            if (_inputs.Count == InputsMax) return $"names more than {InputsMax} inputs";
            _inputs.Add(new(part[..at].Trim(), part[(at + 1)..].Trim()));
        }

        return null;
    }

    private string? ReadTtl(string value)
    {
        if (Seconds(value) is not { } ttl) return "is no number of seconds";
        Ttl = ttl;
        return null;
    }

    private string? ReadBraintrust(string value)
    {
        switch (value.Trim().ToLowerInvariant())
        {
            case "always" or "auto": Asked = true; return null;
            case "never": Asked = false; return null;
            default: return "is none of auto, always and never";
        }
    }

    private static string? ReadFlag(string value, Action<bool> set)
    {
        if (!bool.TryParse(value, out var on)) return "is neither true nor false";
        set(on);
        return null;
    }

    private static TimeSpan? Seconds(string value) =>
        !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? null : seconds >= s_longest.TotalSeconds ? s_longest : TimeSpan.FromSeconds(seconds);
}
