using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>What one text has that the other has not, counted.</summary>
internal struct OneSide
{
    public int Words, Unknown, Names, Conditions, Small;
    public float Weight, SharedWeight, Heaviest;

    public static OneSide Of(PreparedText text, PreparedText other)
    {
        var side = default(OneSide);
        for (var i = 0; i < text.Tokens.Length; i++)
        {
            ref readonly var token = ref text.Tokens[i];
            var shared = other.Has(token.Key);
            if (!token.IsContent)
            {
                if (!shared && !token.Has(TokenFlags.Number)) side.Small++;
                continue;
            }

            var weight = Weigh(in token);
            if (shared)
            {
                side.SharedWeight += weight;
                continue;
            }

            side.Words++;
            side.Weight += weight;
            side.Heaviest = Math.Max(side.Heaviest, weight);
            if (i > 0 && (text.Tokens[i - 1].Is(WordFlags.Directed) || i > 1 && text.Tokens[i - 2].Is(WordFlags.Directed))) side.Conditions++;
            var name = token.IsKnownName || token.Has(TokenFlags.Acronym) || token.IsCapital;
            if (token.Lexeme is not null && !name || Spelling.Matches(text, i, other)) continue;
            if (token.Lexeme is null) side.Unknown++;
            if (name) side.Names++;
        }

        return side;
    }

    private static float Weigh(ref readonly Token token) => token.Lexeme is null ? 2f : token.Is(WordFlags.Name) ? 1.8f : token.Length <= 3 ? 0.6f : token.Length <= 6 ? 0.9f : 1.1f;
}
