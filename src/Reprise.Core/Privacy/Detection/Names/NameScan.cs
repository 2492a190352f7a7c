using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Names;

/// <summary>Finds names of people: words that the model takes for parts of a name, joined to whole names.</summary>
internal static class NameScan
{
    /// <summary>A word that scores so is a name by itself; one that stands beside such a one needs less.</summary>
    private const double Sure = 0.5;
    private const double Beside = -2;
    private const int MostWords = 6;

    public static void Find(Passage passage, NameModel model, List<TextFinding> into)
    {
        var tokens = passage.Tokens;
        var next = 0;
        var famous = -1;
        while (next < tokens.Length)
        {
            var i = next++;
            if (!NameFeatures.MayBeName(passage, i)) continue;
            var score = Score(passage, model, i);
            if (score < Beside) continue;

            // 1. The words that follow and score well, with particles and initials between them.
            var last = i;
            var best = score;
            for (var words = 1; words < MostWords; words++)
            {
                var joined = Join(passage, last);
                if (joined < 0) break;
                var other = Score(passage, model, joined);
                if (other < Beside) break;
                last = joined;
                best = Math.Max(best, other);
            }

            next = last + 1;
            if (best < Sure) continue;
            if (IsFamous(passage, i, last))
            {
                famous = last;
                continue;
            }

            // A public figure is named whole once, and goes by the surname from there on.
            if (famous >= 0 && i == last && passage.Of(i).SequenceEqual(passage.Of(famous))) continue;

            // 2. An initial and a title before it belong to it.
            var first = i;
            if (i > 0 && IsInitial(passage, i - 1) && passage.Gap(i - 1).Length <= 2) first = i - 1;
            if (first > 0 && tokens[first - 1] is { Length: <= 4 } && tokens[first - 1].Is(WordKinds.Title) && passage.Gap(first - 1) is " " or ". " or ".") first--;
            into.Add(new TextFinding(FindingTypes.Name, tokens[first].Start, tokens[last].End - tokens[first].Start, Math.Round(0.5 + 0.4 / (1 + Math.Exp(-best)), 2)));
        }
    }

    /// <summary>Public figures and figures of fiction are what a text is about, and nobody's personal data.</summary>
    private static bool IsFamous(Passage passage, int first, int last)
    {
        if (passage.Tokens[last].Is(WordKinds.Famous)) return true;
        if (last != first + 1) return false;
        var hash = WordHash.Start;
        foreach (var character in passage.Of(first)) hash = WordHash.Add(hash, Letters.Fold(character));
        hash = WordHash.Add(hash, '+');
        foreach (var character in passage.Of(last)) hash = WordHash.Add(hash, Letters.Fold(character));
        return (Lexicon.BuiltIn.Find(hash) & WordKinds.Famous) != WordKinds.None;
    }

    private static double Score(Passage passage, NameModel model, int i)
    {
        Span<ushort> features = stackalloc ushort[NameFeatures.Most];
        return model.Score(features[..NameFeatures.Collect(passage, i, features)]);
    }

    /// <summary>The next word that may belong to the same name, or -1.</summary>
    private static int Join(Passage passage, int last)
    {
        var tokens = passage.Tokens;
        var i = last + 1;
        for (var between = 0; between < 3 && i < tokens.Length; between++, i++)
        {
            var gap = passage.Gap(i - 1);
            var joins = gap is " " or "-" or "'" or "’" || gap is ". " && IsInitial(passage, i - 1);
            if (!joins) return -1;
            if (NameFeatures.MayBeName(passage, i) && !(tokens[i].Is(WordKinds.Particle) && tokens[i].Case is TokenCase.Lower)) return i;
            if (!tokens[i].Is(WordKinds.Particle) && !IsInitial(passage, i)) return -1;
        }

        return -1;
    }

    private static bool IsInitial(Passage passage, int i) =>
        passage.Tokens[i] is { Length: 1, Kind: TokenKind.Word } && char.IsUpper(passage.Text[passage.Tokens[i].Start]) && passage.Of(i)[0] is not ('I' or 'A') | passage.At(passage.Tokens[i].End) is '.';
}
