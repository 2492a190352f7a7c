using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>Makes one word of two that are one: New York, United States.</summary>
internal static class Phrases
{
    public static void Join(Scanned scanned)
    {
        var tokens = scanned.Tokens;
        var to = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (i + 1 < tokens.Length && Lexicon.FindPhrase(tokens[i].Form, tokens[i + 1].Form) is { } phrase && !tokens[i + 1].Has(TokenFlags.AfterBreak))
            {
                var token = tokens[i];
                (token.Lexeme, token.Key, token.Form) = (phrase, phrase.Key, KeyOf.Add(tokens[i].Form, tokens[i + 1].Form));
                token.Length = tokens[i + 1].Start + tokens[i + 1].Length - token.Start;
                tokens[to++] = token;
                i++;
                continue;
            }

            if (to != i) tokens[to] = tokens[i];
            to++;
        }

        scanned.Shorten(to);
    }
}
