namespace Reprise.Privacy.Detection.Text;

/// <summary>A text with its tokens, as recognisers see it.</summary>
internal readonly ref struct Passage(ReadOnlySpan<char> text, ReadOnlySpan<Token> tokens)
{
    public ReadOnlySpan<char> Text { get; } = text;
    public ReadOnlySpan<Token> Tokens { get; } = tokens;

    public char Before(int start) => start > 0 ? Text[start - 1] : '\0';
    public char At(int index) => index < Text.Length && index >= 0 ? Text[index] : '\0';
    public ReadOnlySpan<char> Of(int token) => Text.Slice(Tokens[token].Start, Tokens[token].Length);

    /// <summary>What stands between a token and the one behind it.</summary>
    public ReadOnlySpan<char> Gap(int token) => token < 0 || token + 1 >= Tokens.Length ? default : Text[Tokens[token].End..Tokens[token + 1].Start];

    /// <summary>Whether one of the last tokens before this one is of such a kind.</summary>
    public bool Near(int token, WordKinds kinds, int reach = 6)
    {
        for (var i = token - 1; i >= 0 && i >= token - reach; i--)
        {
            if ((Tokens[i].Words & kinds) != WordKinds.None) return true;
        }

        return false;
    }

    /// <summary>Whether one of the tokens before or behind is of such a kind.</summary>
    public bool Around(int first, int last, WordKinds kinds, int reach = 6)
    {
        if (Near(first, kinds, reach)) return true;
        for (var i = last + 1; i < Tokens.Length && i <= last + reach; i++)
        {
            if ((Tokens[i].Words & kinds) != WordKinds.None) return true;
        }

        return false;
    }

    /// <summary>Whether nothing but spaces and punctuation stands around: the text is this value, as in a form's field.</summary>
    public bool IsAll(int first, int last) => first == 0 && last == Tokens.Length - 1;

    /// <summary>Whether a number stands free: no decimal point, path or identifier goes on before or behind it.</summary>
    public bool StandsFree(int start, int end)
    {
        var before = Before(start);
        if (before is '_' or '\\' || (before is '.' or ',' or '-' or '/' or ':' && start > 1 && char.IsLetterOrDigit(Text[start - 2]))) return false;
        var after = At(end);
        return after is not '_' && !(after is '.' or ',' or '-' or '/' or ':' && end + 1 < Text.Length && char.IsLetterOrDigit(Text[end + 1]) && !(after is '.' or ',' or ':' && char.IsLetter(Text[end + 1])));
    }
}
