using System.Collections.Frozen;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>In which script, and as far as its small words tell in which language, a text is written.</summary>
internal static class Tongue
{
    // The commonest small words of each language that are not words of another one here.
    private static readonly string[] s_small =
    [
        "the is are what how of and to do does why can which for with my you it this that was were have has",
        "der die das und ist nicht ein eine wie wir ich sie wird mit für auf den dem von zu im auch sind kann warum",
        "le la les des est une et pour dans que qui avec sur pas je vous nous comment pourquoi quelle quel ce cette au",
        "el los las una y por qué cómo para con del que es en como cuál pero más mi su esta este cuando porque",
        "il lo gli che di è una per con non come sono della del perché nel più questo quale cosa",
        "o os as um uma não que para com do da em como é por mais você qual dos seu sua isso",
        "de het een en van ik niet dat hoe wat is met voor zijn op aan waarom wordt naar ook",
        "yang dan di dari untuk dengan ini itu pada adalah tidak apa bagaimana dalam ke akan oleh juga saya",
    ];

    private static readonly FrozenDictionary<ulong, int> s_words = Build();

    /// <returns>A number for the language, 0 when it cannot be told.</returns>
    public static int Language(ReadOnlySpan<Token> tokens)
    {
        Span<int> counts = stackalloc int[8];
        counts.Clear();
        for (var i = 0; i < tokens.Length && i < 400; i++)
        {
            if (!s_words.TryGetValue(tokens[i].Form, out var bits)) continue;
            for (var l = 0; l < counts.Length; l++) counts[l] += bits >> l & 1;
        }

        var best = 0;
        for (var l = 1; l < counts.Length; l++)
        {
            if (counts[l] > counts[best]) best = l;
        }

        var second = 0;
        for (var l = 0; l < counts.Length; l++)
        {
            if (l != best) second = Math.Max(second, counts[l]);
        }

        return counts[best] >= 3 && counts[best] > second + 1 ? best + 1 : 0;
    }

    /// <returns>A number for the script most letters belong to, 0 without letters.</returns>
    public static int Script(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[10];
        counts.Clear();
        foreach (var c in text[..Math.Min(text.Length, 4000)])
        {
            if (char.IsAsciiLetter(c)) counts[0]++;
            else if (c >= 0xC0 && char.IsLetter(c)) counts[Bucket(c)]++;
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[best]) best = i;
        }

        return counts[best] == 0 ? 0 : best + 1;
    }

    private static int Bucket(char c) => c switch
    {
        < '\u0370' => 0, < '\u0400' => 1, < '\u0530' => 2, < '\u0590' => 3, < '\u0600' => 4, < '\u0900' => 5, < '\u0e00' => 6, < '\u0f00' => 7, >= '\u1e00' and < '\u2000' => 0,
        >= '\u3040' and <= '\u9fff' => 8, _ => 9,
    };

    private static FrozenDictionary<ulong, int> Build()
    {
        var words = new Dictionary<ulong, int>();
        Span<char> folded = stackalloc char[16];
        for (var l = 0; l < s_small.Length; l++)
        {
            foreach (var word in s_small[l].Split(' '))
            {
                for (var i = 0; i < word.Length; i++) folded[i] = Folding.Fold(word[i]);
                var key = KeyOf.Text(folded[..word.Length]);
                words[key] = words.GetValueOrDefault(key) | 1 << l;
            }
        }

        return words.ToFrozenDictionary();
    }
}
