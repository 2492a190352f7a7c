using System.Text;

namespace Reprise.Store;

/// <summary>Walks over a filter text. Not safe for several threads.</summary>
internal sealed class FilterScanner(string text)
{
    public int Position { get; private set; }
    public bool AtEnd => Position >= text.Length;
    public char Current => text[Position];

    public char Take() => text[Position++];

    public void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(Current)) Position++;
    }

    /// <summary>Whether this operator word stands here, on its own.</summary>
    public bool At(string word)
    {
        if (string.CompareOrdinal(text, Position, word, 0, word.Length) != 0) return false;
        var end = Position + word.Length;
        return end == text.Length || char.IsWhiteSpace(text[end]) || text[end] is '(' or ')' or '-' or '"';
    }

    public bool TryTake(string word)
    {
        SkipSpace();
        if (!At(word)) return false;
        Position += word.Length;
        return true;
    }

    public bool TryTake(char c)
    {
        if (AtEnd || Current != c) return false;
        Position++;
        return true;
    }

    /// <summary>A field's name if one stands here with an operator behind it; else null, and nothing is taken.</summary>
    public string? TakeFieldName()
    {
        var end = Position;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
        if (end == Position) return null;
        if (end < text.Length && text[end] == '.')
        {
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (':' or '<' or '>' or '=' or '(' or ')' or '"')) end++;
        }

        if (end >= text.Length || text[end] is not (':' or '<' or '>' or '=')) return null;
        var name = text[Position..end];
        Position = end;
        return name;
    }

    /// <summary>Characters up to a space or parenthesis, or also up to a comma inside a list.</summary>
    public string TakeBare(bool inList)
    {
        var start = Position;
        while (!AtEnd && !char.IsWhiteSpace(Current) && Current is not ('(' or ')') && !(inList && Current == ',')) Position++;
        return text[start..Position];
    }

    /// <summary>A quoted text whose opening quote stands here; null when it is never closed. Inside, \" and \\ stand for the characters themselves.</summary>
    public string? TakeQuoted()
    {
        Position++;
        var value = new StringBuilder();
        while (!AtEnd)
        {
            var c = Take();
            if (c == '"') return value.ToString();
            if (c == '\\' && !AtEnd && (Current is '"' or '\\')) c = Take();
            value.Append(c);
        }

        return null;
    }
}
