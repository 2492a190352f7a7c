namespace Reprise.Yara.Reading;

/// <summary>
/// Rewrites rules so that libyara of every version 4 takes them for the same: what 4.2 does not know is said in other words, and what newer versions refuse is refused
/// here. Also keeps from the library what some versions end the process over.
/// </summary>
internal static class RuleText
{
    /// <summary>The rules, or null and what is wrong with them.</summary>
    public static string? Rewrite(string text, out string? error)
    {
        error = null;
        var tokens = RuleTokens.Read(text);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var value = token.Kind switch
            {
                TokenKind.Hex => HexStrings.Rewrite(token.Value, out error),
                TokenKind.Regex => RegexText.Rewrite(token.Value, out error),
                _ => token.Value,
            };
            if (value is null)
            {
                error = $"line {LineOf(tokens, i)}: {error}";
                return null;
            }

            tokens[i] = token with { Value = value };
        }

        if (Conditions.Mistake(tokens) is var (at, mistake))
        {
            error = $"line {LineOf(tokens, at)}: {mistake}";
            return null;
        }

        Conditions.Rewrite(tokens);
        return RuleTokens.Write(tokens);
    }

    private static int LineOf(List<Token> tokens, int at)
    {
        var line = 1;
        for (var i = 0; i <= at; i++)
        {
            line += tokens[i].Space.AsSpan().Count('\n');
            if (i < at) line += tokens[i].Value.AsSpan().Count('\n');
        }

        return line;
    }
}
