using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>Goes over a text once and cuts it into words, numbers and things that are compared as a whole (addresses, identifiers, quotations).</summary>
internal ref struct TextScanner
{
    private const int LongestQuote = 200;
    private readonly ReadOnlySpan<char> _text;
    private readonly Scanned _out;
    private readonly bool _shouting;
    private TokenFlags _next = TokenFlags.SentenceStart;
    private int _quoteEnd;

    public TextScanner(ReadOnlySpan<char> text, Scanned into)
    {
        _text = text;
        _out = into;
        _shouting = IsShouting(text);
    }

    public void Scan()
    {
        var at = 0;
        var chunkEnd = 0;
        while (at < _text.Length)
        {
            var c = _text[at];
            if (char.IsWhiteSpace(c))
            {
                if (c == '\n') _next |= TokenFlags.SentenceStart | TokenFlags.AfterBreak;
                at++;
                continue;
            }

            if (at >= chunkEnd)
            {
                chunkEnd = EndOfChunk(at);
                if (Chunks.TryRead(_text[at..chunkEnd], at, _next, _shouting, _out))
                {
                    _next = chunkEnd - 1 >= at && _text[chunkEnd - 1] is '.' or '?' or '!' ? TokenFlags.SentenceStart | TokenFlags.AfterBreak : TokenFlags.None;
                    at = chunkEnd;
                    continue;
                }
            }

            at = Step(c, at);
        }
    }

    private int Step(char c, int at)
    {
        if (char.IsAsciiDigit(c)) return NumberReader.Read(_text, at, Take(at), _out);
        if (IsIdeograph(c)) return Add(at, at + 1, TokenFlags.None);
        if (char.IsLetter(c) || IsMark(c)) return Word(at);
        if (c is '"' or '“' or '«' or '‘' or '`' or '\'' && at >= _quoteEnd) Quote(c, at);
        if (char.IsHighSurrogate(c) && at + 1 < _text.Length && char.IsLowSurrogate(_text[at + 1])) return Add(at, at + 2, TokenFlags.None);
        if (c is '.' or '?' or '!' or ':' or ';' or '…' or '。' or '？') _next |= (c == ';' ? TokenFlags.None : TokenFlags.SentenceStart) | TokenFlags.AfterBreak;
        else if (c is ',' or '(' or ')' or '—' or '–') _next |= TokenFlags.AfterBreak;
        else if (c is '+' or '*' or '^' or '=' or '<' or '>' or '×' or '÷') _out.Operators.Add(KeyOf.Add(KeyOf.Empty, c));
        return at + 1;
    }

    private int Word(int at)
    {
        var end = at + 1;
        while (end < _text.Length && (char.IsLetter(_text[end]) && !IsIdeograph(_text[end]) || IsMark(_text[end]))) end++;

        // U.S., e.g.
        if (end == at + 1 && end + 1 < _text.Length && _text[end] == '.' && char.IsLetter(_text[end + 1])) return Initials(at);
        if (end < _text.Length && _text[end] is '\'' or '’' && end + 1 < _text.Length && char.IsLetter(_text[end + 1])) return Contraction(at, end);

        // v1.2
        if (end == at + 1 && _text[at] is 'v' or 'V' && end < _text.Length && char.IsAsciiDigit(_text[end])) return NumberReader.Read(_text, end, Take(end) | TokenFlags.Version, _out);
        if (end < _text.Length && (_text[end] == '#' || end + 1 < _text.Length && _text[end] == '+' && _text[end + 1] == '+') && end == at + 1) return Add(at, _text[end] == '#' ? end + 1 : end + 2, Case(at, end));
        return AddWord(at, end);
    }

    private int Contraction(int at, int apostrophe)
    {
        var end = apostrophe + 1;
        while (end < _text.Length && char.IsLetter(_text[end])) end++;
        var tail = _text[(apostrophe + 1)..end];
        if (tail.Length == 1 && (tail[0] | 0x20) == 't' && apostrophe > at && (_text[apostrophe - 1] | 0x20) == 'n')
        {
            var word = _text[at..(apostrophe - 1)];
            if (word.Equals("ca", StringComparison.OrdinalIgnoreCase)) _out.Add(WordReader.Read("can", Take(at), at));
            else if (word.Equals("wo", StringComparison.OrdinalIgnoreCase)) _out.Add(WordReader.Read("will", Take(at), at));
            else if (word.Length > 0) Add(at, apostrophe - 1, TokenFlags.None);
            _out.Add(WordReader.Read("not", TokenFlags.None, apostrophe - 1));
            return end;
        }

        // 's, 're, 've, 'll, 'd, 'm say nothing; O'Brien is one word.
        if (tail.Length <= 2)
        {
            AddWord(at, apostrophe);
            return end;
        }

        return Add(at, end, Case(at, end));
    }

    private int AddWord(int at, int end)
    {
        var word = _text[at..end];
        var cut = Contractions.Negated(word);
        if (cut is null) return Add(at, end, Case(at, end));
        _out.Add(WordReader.Read(cut, Take(at), at));
        _out.Add(WordReader.Read("not", TokenFlags.None, at));
        return end;
    }

    private int Initials(int at)
    {
        Span<char> letters = stackalloc char[8];
        var (count, end) = (0, at);
        while (count < letters.Length && end < _text.Length && char.IsLetter(_text[end]) && (end + 1 >= _text.Length || !char.IsLetter(_text[end + 1])))
        {
            letters[count++] = _text[end++];
            if (end >= _text.Length || _text[end] != '.') break;
            end++;
        }

        if (count == 0) return Add(at, at + 1, Case(at, at + 1));
        var token = WordReader.Read(letters[..count], Take(at) | (char.IsUpper(letters[0]) && count > 1 && !_shouting ? TokenFlags.Acronym | TokenFlags.Capital : TokenFlags.None), at);
        token.Length = end - at;
        _out.Add(token);
        return end;
    }

    private void Quote(char open, int at)
    {
        if (open == '\'' && at > 0 && char.IsLetterOrDigit(_text[at - 1])) return;
        var close = open switch { '“' => '”', '«' => '»', '‘' => '’', _ => open };
        var length = _text[(at + 1)..Math.Min(_text.Length, at + 1 + LongestQuote)].IndexOf(close);
        if (length < 1 || open == '\'' && at + 2 + length < _text.Length && char.IsLetterOrDigit(_text[at + 2 + length])) return;
        var key = KeyOf.Letters(_text.Slice(at + 1, length));
        if (key == KeyOf.Empty) return;
        _quoteEnd = at + 2 + length;
        (open == '`' ? _out.Code : _out.Quotes).Add(key);
    }

    private int Add(int at, int end, TokenFlags flags)
    {
        _out.Add(WordReader.Read(_text[at..end], Take(at) | flags, at));
        return end;
    }

    private TokenFlags Take(int at)
    {
        var flags = _next | (at < _quoteEnd ? TokenFlags.Quoted : TokenFlags.None);
        _next = TokenFlags.None;
        return flags;
    }

    private readonly TokenFlags Case(int at, int end)
    {
        if (_shouting || !char.IsUpper(_text[at])) return TokenFlags.None;
        var upper = 0;
        for (var i = at; i < end; i++) upper += char.IsUpper(_text[i]) ? 1 : 0;
        // Vitamin A, plan B; not the article at a beginning and not I.
        if (end - at == 1 && _text[at] != 'I' && (_next & TokenFlags.SentenceStart) == TokenFlags.None) return TokenFlags.Capital | TokenFlags.Acronym;
        return upper >= 2 && upper >= end - at - 1 ? TokenFlags.Capital | TokenFlags.Acronym : TokenFlags.Capital;
    }

    private readonly int EndOfChunk(int at)
    {
        while (at < _text.Length && !char.IsWhiteSpace(_text[at])) at++;
        return at;
    }

    private static bool IsShouting(ReadOnlySpan<char> text)
    {
        var (upper, lower) = (0, 0);
        foreach (var c in text[..Math.Min(text.Length, 4000)])
        {
            if (char.IsAsciiLetterLower(c)) lower++;
            else if (char.IsAsciiLetterUpper(c)) upper++;
        }

        return upper > 6 && upper > lower * 2;
    }

    /// <summary>Scripts without spaces between words: each character counts by itself.</summary>
    internal static bool IsIdeograph(char c) => c is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff' or >= '\u0e00' and <= '\u0eff';

    private static bool IsMark(char c) => c >= '\u0300' && char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
