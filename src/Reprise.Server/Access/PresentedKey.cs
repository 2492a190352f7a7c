using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Server.Gateway;

namespace Reprise.Server.Access;

/// <summary>Finds our keys in a request and takes them out, wherever they stand: they reach neither a provider nor a record nor a log.</summary>
internal static class PresentedKey
{
    public const string Header = "Reprise-Key";

    /// <summary>The keys that were shown, each once; almost always none or one.</summary>
    public static IReadOnlyList<string> TakeOut(HttpContext context)
    {
        List<string>? keys = null;
        var headers = context.Request.Headers;
        if (headers.TryGetValue(Header, out var own))
        {
            headers.Remove(Header);
            foreach (var value in own) Add(ref keys, value is { Length: > 0 } ? value : "?");
        }

        List<string>? holders = null;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                if (value is null || !MayHold(name, value)) continue;
                (holders ??= []).Add(name);
                break;
            }
        }

        foreach (var name in holders ?? []) TakeOut(headers, name, ref keys);
        if (context.Request.QueryString is { HasValue: true, Value: { } query } && query.Contains('=', StringComparison.Ordinal)) TakeOutOfQuery(context, query, ref keys);
        return keys ?? (IReadOnlyList<string>)[];
    }

    private static bool MayHold(string name, string value) =>
        value.Contains(KeyText.Prefix, StringComparison.OrdinalIgnoreCase) || (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase));

    /// <summary>Where providers take a key it counts; in any other header it is only kept from going on.</summary>
    private static void TakeOut(IHeaderDictionary headers, string name, ref List<string>? keys)
    {
        var kept = new List<string?>();
        foreach (var value in headers[name])
        {
            if (value is null || KeyIn(name, value) is not { } key)
            {
                if (value is null || !HoldsWholeKey(value)) kept.Add(value);
                continue;
            }

            Add(ref keys, key);
        }

        if (kept.Count == 0) headers.Remove(name);
        else headers[name] = new StringValues([.. kept]);
    }

    private static string? KeyIn(string name, string value)
    {
        if (!HeaderRules.IsCredential(name)) return null;
        var text = value.Trim();
        if (!name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)) return KeyText.Looks(text) ? text : null;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return KeyText.Looks(text) ? text : null;
        var rest = text[(space + 1)..].Trim();
        if (KeyText.Looks(rest)) return rest;
        return text.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? Basic(rest) : null;
    }

    /// <summary>Of a name and a password, whichever is our key.</summary>
    private static string? Basic(string text)
    {
        Span<byte> bytes = stackalloc byte[512];
        if (text.Length > 600 || !Convert.TryFromBase64String(text, bytes, out var count)) return null;
        var pair = Encoding.Latin1.GetString(bytes[..count]);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return KeyText.Looks(pair) ? pair : null;
        return KeyText.Looks(pair[(colon + 1)..]) ? pair[(colon + 1)..] : KeyText.Looks(pair[..colon]) ? pair[..colon] : null;
    }

    private static bool HoldsWholeKey(string value)
    {
        const int Length = KeyText.Length;
        for (var at = value.IndexOf(KeyText.Prefix, StringComparison.OrdinalIgnoreCase); at >= 0 && at + Length <= value.Length; at = value.IndexOf(KeyText.Prefix, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (KeyText.TryParse(value.Substring(at, Length), out _)) return true;
        }

        return false;
    }

    private static void TakeOutOfQuery(HttpContext context, string query, ref List<string>? keys)
    {
        var parameters = query[1..].Split('&');
        var kept = new List<string>(parameters.Length);
        foreach (var parameter in parameters)
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : Uri.UnescapeDataString(parameter[(equals + 1)..].Replace('+', ' ')).Trim();
            if (KeyText.Looks(value) && RecordableQuery.IsCredential(parameter)) Add(ref keys, value);
            else if (!HoldsWholeKey(Uri.UnescapeDataString(parameter))) kept.Add(parameter);
        }

        if (kept.Count == parameters.Length) return;
        var rest = kept.Count == 0 ? "" : "?" + string.Join('&', kept);
        context.Request.QueryString = new QueryString(rest);
        // The gateway passes on what was sent, letter for letter.
        var feature = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var start = feature.RawTarget.IndexOf('?', StringComparison.Ordinal);
        if (start >= 0) feature.RawTarget = feature.RawTarget[..start] + rest;
    }

    private static void Add(ref List<string>? keys, string key)
    {
        keys ??= [];
        if (!keys.Contains(key, StringComparer.Ordinal)) keys.Add(key);
    }
}
