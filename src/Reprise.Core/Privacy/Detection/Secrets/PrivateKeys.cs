namespace Reprise.Privacy.Detection.Secrets;

/// <summary>Private keys in PEM and PGP's armour, from their first line to their last.</summary>
internal static class PrivateKeys
{
    private const int Longest = 32 * 1024;

    public static bool TryRead(ReadOnlySpan<char> text, int start, out int end)
    {
        end = start;
        var rest = text[start..Math.Min(text.Length, start + Longest)];
        var label = rest["-----BEGIN ".Length..Math.Min(rest.Length, 64)];
        var close = label.IndexOf("-----", StringComparison.Ordinal);
        if (close < 0 || !label[..close].Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase)) return false;
        var head = "-----BEGIN ".Length + close + 5;
        var body = rest[head..];
        // Never past the next first line: so a thousand of them without an end cost no more than one.
        var next = body.IndexOf("-----BEGIN ", StringComparison.OrdinalIgnoreCase);
        var last = (next < 0 ? body : body[..next]).IndexOf("-----END ", StringComparison.OrdinalIgnoreCase);
        var inner = last < 0 ? Inner(next < 0 ? body : body[..next]) : last;
        var letters = 0;
        foreach (var c in body[..inner])
            if (char.IsAsciiLetterOrDigit(c)) letters++;
        if (letters < 40 || Randomness.Entropy(body[..inner]) < 3) return false;
        end = start + head + inner;
        if (last < 0) return true;
        var tail = body[(last + 9)..];
        var dashes = tail[..Math.Min(tail.Length, 64)].IndexOf("-----", StringComparison.Ordinal);
        if (dashes >= 0) end = start + head + last + 9 + dashes + 5;
        return true;
    }

    // A key that was cut off: as far as its characters go.
    private static int Inner(ReadOnlySpan<char> body)
    {
        var at = 0;
        while (at < body.Length && (char.IsAsciiLetterOrDigit(body[at]) || body[at] is '+' or '/' or '=' or '\r' or '\n' or '\\' or ' ' or '\t' or '-' or ':' or ',' or '.')) at++;
        return at;
    }
}
