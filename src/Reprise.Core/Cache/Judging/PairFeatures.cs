using Reprise.Cache.Guards;
using Reprise.Cache.Guards.Comparing;

namespace Reprise.Cache.Judging;

/// <summary>Numbers that say how alike two texts are. The same whichever text comes first.</summary>
internal static class PairFeatures
{
    /// <summary>A name for each, and whether more of it may only raise (1) or only lower (−1) the probability; 0 for either.</summary>
    public static IReadOnlyList<(string Name, int Sign)> All { get; } =
    [
        ("similarity", 1), ("similarity_70", 1), ("similarity_80", 1), ("similarity_90", 1), ("similarity_95", 1),
        ("shared_weight", 1), ("shared_weight_70", 1), ("shared_weight_90", 1), ("shared_content", 1),
        ("unmatched", -1), ("unmatched_less", -1), ("unmatched_most", -1), ("unmatched_left", -1), ("unmatched_left_worst", -1), ("aligned", 1),
        ("function_unmatched", -1), ("pairs", 1), ("triples", 1), ("order", 1), ("length", 1), ("words", 0),
        ("same_question", 1), ("no_question_in_common", -1), ("same_content", 1), ("same_begin", 1), ("same", 1),
        ("name_one_side", -1), ("name_both_sides", -1), ("numbers", -1), ("negation", -1), ("one_side_more", -1),
        ("vetoed", -1), ("word_order", -1), ("name_on_one_side", -1), ("substitution", -1), ("conditions", -1), ("unknown", -1),
        ("second", 1), ("second_70", 1), ("second_80", 1), ("second_85", 1), ("second_90", 1), ("second_95", 1),
    ];

    /// <summary>How many there are without a second similarity; those with it come last.</summary>
    public const int WithoutSecond = 37;

    /// <summary>Where it stands whether both are the same words. Judged apart: no weight is learned for it.</summary>
    public const int Same = 25;

    /// <param name="asked">One text.</param>
    /// <param name="cached">The other.</param>
    /// <param name="guards">What <see cref="TextGuards.All"/> says of them.</param>
    /// <param name="similarity">Cosine.</param>
    /// <param name="second">By another model; the features of it are 0 without.</param>
    /// <param name="features">As many as <see cref="All"/>.</param>
    public static void Write(PreparedText asked, PreparedText cached, uint guards, float similarity, float? second, Span<float> features)
    {
        var (a, b) = (asked.Judged, cached.Judged);
        features.Clear();
        Span<byte> matchedA = stackalloc byte[a.Words.Length], matchedB = stackalloc byte[b.Words.Length];
        matchedA.Clear();
        matchedB.Clear();
        var same = a.Words.Length > 0 && b.Words.Length > 0 && (a.IsPlain && b.IsPlain ? IsSame(a.Words, b.Words) : string.Equals(a.Text.Trim(), b.Text.Trim(), StringComparison.Ordinal));
        Match(a.Words, b.Words, matchedA, matchedB);
        var left = Leftover.Of(a, b, matchedA, matchedB);
        var right = Leftover.Of(b, a, matchedB, matchedA);

        var cos = Clamp(similarity);
        features[0] = cos;
        features[1] = Above(cos, .7f);
        features[2] = Above(cos, .8f);
        features[3] = Above(cos, .9f);
        features[4] = Above(cos, .95f);
        var total = a.TotalWeight + b.TotalWeight;
        var unmatched = left.Weight + right.Weight + left.FunctionWeight + right.FunctionWeight;
        var shared = total > 0 ? 1 - unmatched / total : 0;
        features[5] = shared;
        features[6] = Above(shared, .7f);
        features[7] = Above(shared, .9f);
        var content = a.ContentWords + b.ContentWords;
        features[8] = content > 0 ? 1 - (float)(left.Count + right.Count) / content : 1;
        features[9] = Log(left.Weight + right.Weight);
        features[10] = Log(Math.Min(left.Weight, right.Weight));
        features[11] = Log(Math.Max(left.Heaviest, right.Heaviest));
        features[12] = Log(left.Unexplained + right.Unexplained);
        features[13] = Log(Math.Max(left.WorstUnexplained, right.WorstUnexplained));
        var alignable = left.Weight + right.Weight;
        features[14] = alignable > 0 ? 1 - (left.Unexplained + right.Unexplained) / alignable : 1;
        features[15] = Log(left.FunctionWeight + right.FunctionWeight);
        features[16] = Dice<ulong>(a.Pairs, b.Pairs);
        features[17] = Dice<uint>(a.Triples, b.Triples);
        features[18] = Order(a.Words, b.Words, matchedA);
        features[19] = (float)Math.Min(a.Words.Length, b.Words.Length) / Math.Max(1, Math.Max(a.Words.Length, b.Words.Length));
        features[20] = Log(a.Words.Length + b.Words.Length);
        features[21] = a.Question == b.Question ? 1 : 0;
        features[22] = a.Question != 0 && b.Question != 0 && (a.Question & b.Question) == 0 ? 1 : 0;
        features[23] = left.Count + right.Count == 0 ? 1 : 0;
        features[24] = a.Words.Length > 0 && b.Words.Length > 0 && a.Words[0].Text == b.Words[0].Text ? 1 : 0;
        features[Same] = same ? 1 : 0;
        features[26] = left.HasName != right.HasName ? 1 : 0;
        features[27] = left.HasName && right.HasName ? 1 : 0;
        features[28] = left.HasNumber || right.HasNumber ? 1 : 0;
        features[29] = a.Negations != b.Negations ? 1 : 0;
        features[30] = left.Count == 0 != (right.Count == 0) ? 1 : 0;
        features[31] = (guards & TextGuards.Vetoes) != 0 ? 1 : 0;
        features[32] = Fires(guards, GuardKind.WordOrder);
        features[33] = Fires(guards, GuardKind.NameOnOneSide);
        features[34] = Fires(guards, GuardKind.Substitution);
        var (onlyAsked, onlyCached) = (OneSide.Of(asked, cached), OneSide.Of(cached, asked));
        features[35] = Log(onlyAsked.Conditions + onlyCached.Conditions);
        features[36] = Log(onlyAsked.Unknown + onlyCached.Unknown);
        if (second is not { } other) return;
        other = Clamp(other);
        features[37] = other;
        features[38] = Above(other, .7f);
        features[39] = Above(other, .8f);
        features[40] = Above(other, .85f);
        features[41] = Above(other, .9f);
        features[42] = Above(other, .95f);
    }

    private static bool IsSame(Word[] a, Word[] b)
    {
        if (a.Length != b.Length) return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (!a[i].Is(b[i])) return false;
        }

        return true;
    }

    /// <summary>Each word finds its equal on the other side, then its like in another ending. 1 for an equal, 2 for a like.</summary>
    private static void Match(Word[] a, Word[] b, Span<byte> matchedA, Span<byte> matchedB)
    {
        for (var pass = 1; pass <= 2; pass++)
        {
            for (var i = 0; i < a.Length; i++)
            {
                if (matchedA[i] != 0) continue;
                for (var j = 0; j < b.Length; j++)
                {
                    if (matchedB[j] != 0 || !(pass == 1 ? a[i].Is(b[j]) : a[i].Stem == b[j].Stem)) continue;
                    matchedA[i] = matchedB[j] = (byte)pass;
                    break;
                }
            }
        }
    }

    /// <summary>How far the words that both have stand in the same order: longest common sequence over all that match.</summary>
    private static float Order(Word[] a, Word[] b, ReadOnlySpan<byte> matchedA)
    {
        var matches = 0;
        Span<byte> row = stackalloc byte[b.Length + 1];
        row.Clear();
        for (var i = 0; i < a.Length; i++)
        {
            if (matchedA[i] == 0) continue;
            matches++;
            byte diagonal = 0;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = a[i].Stem == b[j - 1].Stem ? (byte)(diagonal + 1) : Math.Max(row[j], row[j - 1]);
                diagonal = above;
            }
        }

        return matches == 0 ? 0 : (float)row[^1] / matches;
    }

    private static float Dice<T>(T[] a, T[] b)
        where T : unmanaged, IComparable<T>
    {
        if (a.Length + b.Length == 0) return 1;
        int i = 0, j = 0, both = 0;
        while (i < a.Length && j < b.Length)
        {
            var order = a[i].CompareTo(b[j]);
            if (order == 0) (i, j, both) = (i + 1, j + 1, both + 1);
            else if (order < 0) i++;
            else j++;
        }

        return 2f * both / (a.Length + b.Length);
    }

    private static float Fires(uint guards, GuardKind kind) => (guards & 1u << (int)kind) != 0 ? 1 : 0;

    private static float Clamp(float value) => value is >= 0 and <= 1 ? value : value > 1 ? 1 : 0;

    private static float Above(float value, float knee) => value > knee ? (value - knee) / (1 - knee) : 0;

    private static float Log(float value) => MathF.Log(1 + value);

    /// <summary>What one text says that the other does not.</summary>
    private struct Leftover
    {
        public float Weight, FunctionWeight, Heaviest, Unexplained, WorstUnexplained;
        public int Count;
        public bool HasName, HasNumber;

        public static Leftover Of(JudgedText text, JudgedText other, ReadOnlySpan<byte> matched, ReadOnlySpan<byte> matchedOther)
        {
            var left = default(Leftover);
            for (var i = 0; i < matched.Length; i++)
            {
                if (matched[i] != 0) continue;
                var word = text.Words[i];
                if (char.IsDigit(word.Text[0])) left.HasNumber = true;
                if (!word.IsContent)
                {
                    left.FunctionWeight += word.Weight;
                    continue;
                }

                left.Count++;
                left.Weight += word.Weight;
                left.Heaviest = Math.Max(left.Heaviest, word.Weight);
                left.HasName |= text.Names[i];
                var best = 0f;
                for (var j = 0; j < other.Words.Length; j++)
                {
                    // A word that has its own equal explains another only a little.
                    var similarity = word.Similarity(other.Words[j]) * (matchedOther[j] == 0 ? 1 : .7f);
                    if (similarity > best) best = similarity;
                }

                var unexplained = word.Weight * (1 - Math.Min(1, best));
                left.Unexplained += unexplained;
                left.WorstUnexplained = Math.Max(left.WorstUnexplained, unexplained);
            }

            return left;
        }
    }
}
