using System.Globalization;

namespace Reprise.Yara.Reading;

/// <summary>What is said otherwise, or checked, in the conditions of rules.</summary>
internal static class Conditions
{
    /// <summary>The first value that newer versions refuse; null when there is none.</summary>
    public static (int At, string Mistake)? Mistake(List<Token> tokens)
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            if (IsWord(tokens[i], "of"))
            {
                if (tokens[i - 1].Kind is TokenKind.Text or TokenKind.Regex) return (i, "a text cannot say how many");
                if (tokens[i - 1] is { Kind: TokenKind.Number, Value: var number } && number.Contains('.', StringComparison.Ordinal)) return (i, "a number with a fraction cannot say how many");
                var start = i;
                while (start > 0 && IsArithmetic(tokens[start - 1])) start--;
                if (start < i && Value(tokens, start, i) is < 0) return (i, "a negative number cannot say how many");
            }
            else if (IsSign(tokens[i], ".."))
            {
                var (start, end) = (i, i + 1);
                while (start > 0 && IsArithmetic(tokens[start - 1])) start--;
                while (end < tokens.Count && IsArithmetic(tokens[end])) end++;
                // The brackets of the range itself are no part of its bounds.
                while (start < i && IsSign(tokens[start], "(") && Value(tokens, start, i) is null) start++;
                while (end > i + 1 && IsSign(tokens[end - 1], ")") && Value(tokens, i + 1, end) is null) end--;
                if (Value(tokens, start, i) is not { } from || Value(tokens, i + 1, end) is not { } to) continue;
                if (from > to) return (i, "range lower bound must be less than upper bound");
                if (from < 0) return (i, "range lower bound can not be negative");
            }
        }

        return null;
    }

    public static void Rewrite(List<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (IsWord(tokens[i], "for")) UnrollTexts(tokens, i);
            else if (IsWord(tokens[i], "of")) PlaceSet(tokens, i);
            else if (IsWord(tokens[i], "matches") && i > 0 && tokens[i - 1] is { Kind: TokenKind.Text, Value: "\"\"" } && tokens[i + 1].Kind == TokenKind.Regex && RegexText.MatchesNothing(tokens[i + 1].Value) is { } matches)
            {
                tokens[i - 1] = new Token(TokenKind.Word, matches ? "true" : "false", tokens[i - 1].Space);
                tokens.RemoveRange(i, 2);
            }
        }
    }

    /// <summary><c>for any s in ("a", "b") : ( … s … )</c>, which came with 4.3, is its body once for each text.</summary>
    private static void UnrollTexts(List<Token> tokens, int at)
    {
        const int mostTexts = 100;
        if (at + 5 >= tokens.Count || tokens[at + 1].Value is not ("any" or "all" or "none") || tokens[at + 2].Kind != TokenKind.Word || !IsWord(tokens[at + 3], "in") || !IsSign(tokens[at + 4], "(") || tokens[at + 5].Kind != TokenKind.Text) return;
        var (quantifier, name, texts, i) = (tokens[at + 1].Value, tokens[at + 2].Value, new List<Token>(), at + 5);
        while (tokens[i].Kind == TokenKind.Text && texts.Count < mostTexts)
        {
            texts.Add(tokens[i]);
            if (!IsSign(tokens[++i], ",")) break;
            i++;
        }

        if (!IsSign(tokens[i], ")") || !IsSign(tokens[i + 1], ":") || !IsSign(tokens[i + 2], "(")) return;
        var (start, end) = (i + 2, Close(tokens, i + 2));
        if (end < 0) return;
        var body = tokens.GetRange(start, end - start + 1);
        var unrolled = new List<Token>();
        foreach (var text in texts)
        {
            if (unrolled.Count > 0) unrolled.Add(new Token(TokenKind.Word, quantifier == "all" ? "and" : "or", " "));
            unrolled.AddRange(body.Select(token => token.Kind == TokenKind.Word && token.Value == name ? text with { Space = token.Space } : token));
        }

        tokens.RemoveRange(at, end - at + 1);
        tokens.InsertRange(at, [new Token(TokenKind.Word, quantifier == "none" ? "not" : "", " "), new Token(TokenKind.Sign, "(", " "), .. unrolled, new Token(TokenKind.Sign, ")", "")]);
    }

    /// <summary><c>any of them at 0</c>, which came with 4.3, is <c>for any of them : ( $ at 0 )</c>.</summary>
    private static void PlaceSet(List<Token> tokens, int of)
    {
        if (of < 1 || tokens[of - 1] is not ({ Value: "any" or "all" or "none" } or { Kind: TokenKind.Number })) return;
        if (of > 1 && IsWord(tokens[of - 2], "for")) return;
        var set = of + 1;
        if (IsSign(tokens[set], "(")) set = Close(tokens, set);
        if (set < 0 || set + 1 >= tokens.Count || !IsWord(tokens[set + 1], "at")) return;
        var (end, depth) = (set + 2, 0);
        while (end < tokens.Count && tokens[end].Kind != TokenKind.End)
        {
            if (depth == 0 && (IsSign(tokens[end], ")") || IsSign(tokens[end], "}") || IsWord(tokens[end], "and") || IsWord(tokens[end], "or"))) break;
            if (IsSign(tokens[end], "(")) depth++;
            else if (IsSign(tokens[end], ")")) depth--;
            end++;
        }

        tokens.Insert(end, new Token(TokenKind.Sign, ")", " "));
        tokens.InsertRange(set + 1, [new Token(TokenKind.Sign, ":", " "), new Token(TokenKind.Sign, "(", " "), new Token(TokenKind.Word, "$", " ")]);
        tokens.Insert(of - 1, new Token(TokenKind.Word, "for", tokens[of - 1].Space));
        tokens[of] = tokens[of] with { Space = " " };
    }

    private static int Close(List<Token> tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            if (IsSign(tokens[i], "(")) depth++;
            else if (IsSign(tokens[i], ")") && --depth == 0) return i;
        }

        return -1;
    }

    private static bool IsArithmetic(Token token) => token is { Kind: TokenKind.Number } || (token.Kind == TokenKind.Sign && token.Value is "+" or "-" or "*" or "(" or ")");

    /// <summary>The value of plain arithmetic; null when it is none.</summary>
    private static long? Value(List<Token> tokens, int start, int end)
    {
        var at = start;
        var value = Sum(tokens, ref at, end, 0);
        return at == end ? value : null;
    }

    private static long? Sum(List<Token> tokens, ref int at, int end, int depth)
    {
        if (depth > 100 || Product(tokens, ref at, end, depth) is not { } sum) return null;
        while (at < end && tokens[at].Value is "+" or "-")
        {
            var isPlus = tokens[at++].Value == "+";
            if (Product(tokens, ref at, end, depth) is not { } next) return null;
            sum = unchecked(isPlus ? sum + next : sum - next);
        }

        return sum;
    }

    private static long? Product(List<Token> tokens, ref int at, int end, int depth)
    {
        if (Factor(tokens, ref at, end, depth) is not { } product) return null;
        while (at < end && tokens[at].Value == "*")
        {
            at++;
            if (Factor(tokens, ref at, end, depth) is not { } next) return null;
            product = unchecked(product * next);
        }

        return product;
    }

    private static long? Factor(List<Token> tokens, ref int at, int end, int depth)
    {
        if (at >= end || depth > 100) return null;
        var token = tokens[at++];
        if (token.Value == "-") return -Factor(tokens, ref at, end, depth + 1);
        if (token.Value == "(")
        {
            var inner = Sum(tokens, ref at, end, depth + 1);
            return at < end && tokens[at++].Value == ")" ? inner : null;
        }

        if (token.Kind != TokenKind.Number) return null;
        return token.Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(token.Value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : null
            : long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool IsWord(Token token, string word) => token.Kind == TokenKind.Word && token.Value == word;

    private static bool IsSign(Token token, string sign) => token.Kind == TokenKind.Sign && token.Value == sign;
}
