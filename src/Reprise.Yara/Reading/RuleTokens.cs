using System.Text;

namespace Reprise.Yara.Reading;

internal enum TokenKind
{
    Word,
    Number,
    Text,
    Regex,
    Hex,
    Sign,
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Value">As it stands, or as it is rewritten.</param>
/// <param name="Space">What stands before it, comments taken out: blanks and line ends.</param>
internal record struct Token(TokenKind Kind, string Value, string Space);

/// <summary>Splits rules into tokens, loosely: what is wrong with a rule the compiler says.</summary>
internal static class RuleTokens
{
    public static List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (true)
        {
            var space = Space(text, ref at);
            if (at >= text.Length)
            {
                tokens.Add(new Token(TokenKind.End, "", space));
                return tokens;
            }

            var start = at;
            var kind = Next(text, ref at, tokens);
            tokens.Add(new Token(kind, text[start..at], space));
        }
    }

    public static string Write(IEnumerable<Token> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens) text.Append(token.Space).Append(token.Value);
        return text.ToString();
    }

    /// <summary>Blanks and comments; comments go, their lines stay, so that errors name the right one.</summary>
    private static string Space(string text, ref int at)
    {
        var space = new StringBuilder();
        while (at < text.Length)
        {
            var c = text[at];
            if (c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
            {
                space.Append(c == '\n' ? '\n' : ' ');
                at++;
            }
            else if (text.AsSpan(at).StartsWith("//", StringComparison.Ordinal))
            {
                while (at < text.Length && text[at] != '\n') at++;
            }
            else if (text.AsSpan(at).StartsWith("/*", StringComparison.Ordinal))
            {
                var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0) return space.ToString();
                space.Append(' ').Append('\n', text.AsSpan(at, end - at).Count('\n'));
                at = end + 2;
            }
            else
            {
                break;
            }
        }

        return space.ToString();
    }

    private static TokenKind Next(string text, ref int at, List<Token> before)
    {
        var c = text[at];
        if (c is '"') return Quoted(text, ref at, '"', TokenKind.Text);
        if (c is '/') return Quoted(text, ref at, '/', TokenKind.Regex);
        if (c is '{' && before is [.., { Kind: TokenKind.Sign, Value: "=" }])
        {
            var end = HexEnd(text, at);
            if (end > 0)
            {
                at = end;
                return TokenKind.Hex;
            }
        }

        if (char.IsAsciiDigit(c))
        {
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))) at++;
            return TokenKind.Number;
        }

        if (IsWord(c) || c is '$' or '#' or '@' or '!')
        {
            at++;
            while (at < text.Length && (IsWord(text[at]) || (c is '$' && text[at] == '*'))) at++;
            return text[at - 1] is '!' && at < text.Length && text[at] == '=' ? Sign(ref at, 1) : TokenKind.Word;
        }

        return Sign(ref at, text.AsSpan(at).StartsWith("..", StringComparison.Ordinal) ? 2 : 1);
    }

    private static TokenKind Sign(ref int at, int length)
    {
        at += length;
        return TokenKind.Sign;
    }

    private static TokenKind Quoted(string text, ref int at, char quote, TokenKind kind)
    {
        for (at++; at < text.Length && text[at] != quote && text[at] != '\n'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
        }

        if (at < text.Length) at++;
        // The flags of a regular expression.
        while (kind == TokenKind.Regex && at < text.Length && text[at] is 'i' or 's' && (at + 1 >= text.Length || !IsWord(text[at + 1]) || text[at + 1] is 'i' or 's')) at++;
        return kind;
    }

    /// <summary>Behind the closing bracket of a hex string, comments in it left out; 0 when there is none.</summary>
    private static int HexEnd(string text, int at)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '}') return i + 1;
            if (text[i] == '/' && i + 1 < text.Length && text[i + 1] == '/') i = text.IndexOf('\n', i) is var line and >= 0 ? line : text.Length;
            else if (text[i] == '/' && i + 1 < text.Length && text[i + 1] == '*') i = text.IndexOf("*/", i, StringComparison.Ordinal) is var end and >= 0 ? end + 1 : text.Length;
        }

        return 0;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
