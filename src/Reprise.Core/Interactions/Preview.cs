namespace Reprise.Interactions;

/// <summary>The first characters of a text on one line, for lists.</summary>
public static class Preview
{
    public static string? Of(string? text, int length)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var cut = text.Length <= length ? text.AsSpan() : text.AsSpan(0, length - 1);
        // A pair of surrogates is one character and is not torn.
        if (cut.Length < text.Length && char.IsHighSurrogate(cut[^1])) cut = cut[..^1];
        if (cut.Length == text.Length && cut.IndexOfAny('\r', '\n', '\t') < 0) return text;
        return string.Create(cut.Length + (cut.Length < text.Length ? 1 : 0), cut, static (span, source) =>
        {
            for (var i = 0; i < source.Length; i++) span[i] = source[i] is '\r' or '\n' or '\t' ? ' ' : source[i];
            if (span.Length > source.Length) span[^1] = '…';
        });
    }
}
