using System.Globalization;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>
/// The form of a secret: literals and counted sets of characters, as in <c>abc_{a36}</c> or <c>{h32}-us{d1-2}</c>; <c>^</c> stands before the secret where a name comes first. Matched by one walk: a set takes all it can, or as much
/// as stands before the literal that follows it; nothing is tried twice.
/// </summary>
internal sealed class SecretShape
{
    private readonly record struct Part(string? Literal, CharSet Set, int Min, int Max);

    private readonly Part[] _parts;
    private readonly int _anchor;

    // The part that the secret itself begins with; what stands before it is its name.
    private readonly int _secret;

    private SecretShape(string text)
    {
        var parts = new List<Part>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '^')
            {
                _secret = parts.Count;
                at++;
                continue;
            }

            if (text[at] != '{')
            {
                var end = text.IndexOfAny(['{', '^'], at) is var next and >= 0 ? next : text.Length;
                parts.Add(new(text[at..end], default, end - at, end - at));
                at = end;
                continue;
            }

            var close = text.IndexOf('}', at);
            var counts = text[(at + 2)..close].Split('-');
            parts.Add(new(null, CharSet.Named(text[at + 1]), int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[^1], CultureInfo.InvariantCulture)));
            at = close + 1;
        }

        _parts = [.. parts];
        _anchor = parts.FindIndex(part => part.Literal is not null);
        Anchor = _anchor < 0 ? null : _parts[_anchor].Literal;
        IsLong = parts.Exists(part => part.Max > 128);
    }

    /// <summary>The literal to look for; null where there is none, so that the form counts beside a name only.</summary>
    public string? Anchor { get; }

    /// <summary>Whether a set of it runs far, so that it may only begin where its own characters do not stand before it.</summary>
    public bool IsLong { get; }

    /// <summary>Whether it begins with its literal.</summary>
    public bool IsPrefix => _anchor == 0;

    /// <summary>Whether it is one run of characters and nothing else.</summary>
    public bool IsPlain => _parts.Length == 1;

    /// <summary>Reads the table's form; <c>[a|b]</c> gives one shape for each word.</summary>
    public static IEnumerable<SecretShape> Parse(string text)
    {
        text = text.Replace("{uuid}", "{x8}-{x4}-{x4}-{x4}-{x12}", StringComparison.Ordinal);
        var open = text.IndexOf('[', StringComparison.Ordinal);
        if (open < 0) return [new SecretShape(text)];
        var close = text.IndexOf(']', open);
        return text[(open + 1)..close].Split('|').SelectMany(word => Parse(text[..open] + word + text[(close + 1)..]));
    }

    /// <summary>Whether the form lies around an anchor that was found at a place.</summary>
    public bool IsAround(ReadOnlySpan<char> text, int anchor, out int start, out int end)
    {
        start = anchor;
        end = anchor;
        // Most places fall here: what stands next to the mark is of another kind.
        var next = anchor + Anchor!.Length;
        if (_anchor + 1 < _parts.Length && _parts[_anchor + 1] is { Literal: null, Min: > 0 } after && (next >= text.Length || !after.Set.Contains(text[next]))) return false;
        if (_anchor == 0 && !IsFree(text, anchor, IsLong)) return false;
        if (_anchor > 0 && (anchor == 0 || !_parts[_anchor - 1].Set.Contains(text[anchor - 1]))) return false;
        if (!text[anchor..].StartsWith(Anchor, StringComparison.Ordinal)) return false;
        if (!Forward(text, _anchor, anchor, out end)) return false;
        for (var i = _anchor - 1; i >= 0; i--)
        {
            var part = _parts[i];
            if (part.Literal is not null) return false;
            var from = start;
            while (start > 0 && from - start < part.Max && part.Set.Contains(text[start - 1])) start--;
            if (from - start < part.Min) return false;
        }

        if (_anchor > 0 && !IsFree(text, start, IsLong) || !IsClosed(text, end)) return false;
        for (var i = 0; i < _secret; i++) start += _parts[i].Max;
        return true;
    }

    /// <summary>Whether the form begins at a place, as the value of a name does.</summary>
    public bool IsAt(ReadOnlySpan<char> text, int start, out int end) => Forward(text, 0, start, out end) && IsClosed(text, end);

    private bool Forward(ReadOnlySpan<char> text, int part, int at, out int end)
    {
        end = at;
        for (; part < _parts.Length; part++)
        {
            var (literal, set, min, max) = _parts[part];
            if (literal is not null)
            {
                if (!text[end..].StartsWith(literal, StringComparison.Ordinal)) return false;
                end += literal.Length;
                continue;
            }

            var next = part + 1 < _parts.Length ? _parts[part + 1].Literal : null;
            var limit = Math.Min(text.Length, end + max);
            if (next is not null && min != max)
            {
                // The first place where the literal stands is where the set ends.
                var rest = text[Math.Min(text.Length, end + min)..Math.Min(text.Length, limit + next.Length)];
                var found = rest.IndexOf(next, StringComparison.Ordinal);
                if (found < 0) return false;
                limit = end + min + found;
            }

            var from = end;
            while (end < limit && set.Contains(text[end])) end++;
            if (end - from < min || next is not null && min != max && end < limit) return false;
        }

        return true;
    }

    private bool IsClosed(ReadOnlySpan<char> text, int end)
    {
        if (end >= text.Length) return true;
        if (char.IsAsciiLetterOrDigit(text[end])) return false;
        var last = _parts[^1];
        // A dot at the end of a sentence does not belong to the token, whatever its set.
        return last.Literal is not null || !last.Set.Contains(text[end]) || text[end] is '.' && (end + 1 == text.Length || char.IsWhiteSpace(text[end + 1]));
    }

    /// <summary>Whether a token may begin here: behind a letter or digit only where that one belongs to an escape, as in <c>\n</c> or <c>%3D</c>.</summary>
    public static bool IsFree(ReadOnlySpan<char> text, int start, bool isLong)
    {
        if (start == 0) return true;
        var before = text[start - 1];
        if (isLong && before is '_' or '-' or '.') return false;
        if (!char.IsAsciiLetterOrDigit(before)) return true;
        if (start >= 2 && text[start - 2] == '\\' && before is 'n' or 'r' or 't') return true;
        return start >= 3 && text[start - 3] == '%' && char.IsAsciiHexDigit(before) && char.IsAsciiHexDigit(text[start - 2]);
    }
}
