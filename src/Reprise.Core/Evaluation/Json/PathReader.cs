using System.Globalization;
using System.Text;

namespace Reprise.Evaluation.Json;

/// <summary>Reads the text of a path. Every mistake is a <see cref="FormatException"/> that says where.</summary>
internal sealed class PathReader(string text)
{
    private const int MaxLength = 2000;

    private int _at;

    public bool IsAtEnd => _at >= text.Length;

    public char Here => _at < text.Length ? text[_at] : '\0';

    public IReadOnlyList<PathSegment> ReadWhole()
    {
        if (text.Length > MaxLength) throw new FormatException($"expected at most {MaxLength} characters");
        SkipSpace();
        if (!TryTake("$")) throw Wrong("expected '$' at its beginning");
        var segments = ReadSegments();
        SkipSpace();
        return IsAtEnd ? segments : throw Wrong($"'{Here}' is not expected");
    }

    /// <summary>What stands behind <c>$</c> or <c>@</c>.</summary>
    public IReadOnlyList<PathSegment> ReadSegments()
    {
        var segments = new List<PathSegment>();
        while (true)
        {
            if (TryTake("..")) segments.Add(new PathSegment(true, Here == '[' ? ReadBracket() : [ReadDotted()]));
            else if (TryTake(".")) segments.Add(new PathSegment(false, [ReadDotted()]));
            else if (Here == '[') segments.Add(new PathSegment(false, ReadBracket()));
            else return segments;
        }
    }

    public bool TryTake(string word)
    {
        if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0) return false;
        _at += word.Length;
        return true;
    }

    public void SkipSpace()
    {
        while (Here is ' ' or '\t' or '\n' or '\r') _at++;
    }

    public FormatException Wrong(string mistake) => new($"{mistake} (at character {_at + 1})");

    /// <summary>A text in single or double quotes, with the escapes of JSON.</summary>
    public string ReadQuoted()
    {
        var quote = text[_at++];
        var read = new StringBuilder();
        while (Here != quote)
        {
            if (IsAtEnd) throw Wrong("the quotes are not closed");
            read.Append(Here == '\\' ? ReadEscape() : text[_at++]);
        }

        _at++;
        return read.ToString();
    }

    /// <summary>The characters of a number; empty when there is none.</summary>
    public string ReadNumber()
    {
        var start = _at;
        if (Here == '-') _at++;
        while (char.IsAsciiDigit(Here) || Here is '.' or 'e' or 'E' || Here is '+' or '-' && text[_at - 1] is 'e' or 'E') _at++;
        return text[start.._at];
    }

    private char ReadEscape()
    {
        _at++;
        var escaped = Here;
        _at++;
        switch (escaped)
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'b': return '\b';
            case 'f': return '\f';
            case '\\' or '/' or '\'' or '"': return escaped;
            case 'u' when _at + 4 <= text.Length && int.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default: throw Wrong("this escape is not known");
        }
    }

    private PathSelector ReadDotted()
    {
        if (TryTake("*")) return new WildcardSelector();
        var start = _at;
        while (char.IsLetterOrDigit(Here) || Here is '_' or '-' || Here >= '\u0080') _at++;
        return _at > start ? new NameSelector(text[start.._at]) : throw Wrong("expected a name");
    }

    private List<PathSelector> ReadBracket()
    {
        var selectors = new List<PathSelector>();
        _at++;
        do
        {
            SkipSpace();
            selectors.Add(ReadSelector());
            SkipSpace();
        }
        while (TryTake(","));
        return TryTake("]") ? selectors : throw Wrong("expected ']'");
    }

    private PathSelector ReadSelector()
    {
        if (Here is '\'' or '"') return new NameSelector(ReadQuoted());
        if (TryTake("*")) return new WildcardSelector();
        if (TryTake("?")) return new FilterSelector(new PathConditionReader(this).Read());
        var start = ReadIndex();
        SkipSpace();
        if (!TryTake(":")) return start is { } index ? new IndexSelector(index) : throw Wrong("expected a name in quotes, an index, a slice, '*' or '?'");
        SkipSpace();
        var end = ReadIndex();
        SkipSpace();
        var step = 1;
        if (TryTake(":"))
        {
            SkipSpace();
            step = ReadIndex() ?? 1;
        }

        return new SliceSelector(start, end, step);
    }

    private int? ReadIndex()
    {
        var start = _at;
        if (Here == '-') _at++;
        while (char.IsAsciiDigit(Here)) _at++;
        if (_at == start) return null;
        return int.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? index : throw Wrong("this is no index");
    }
}
