using Reprise.Embeddings;

namespace Reprise.Cache.Checks;

/// <summary>
/// Whether a fresh answer says what the cached one said. Tells it for sure only where it is plain: the same words, the same JSON, the same number, yes and no, a
/// refusal. Longer texts are compared by their vectors, and what lies between is not told, since a wrong word here would move a policy. Never throws; safe for any
/// number of threads.
/// </summary>
public static class AnswerComparison
{
    /// <summary>
    /// Measured by ComparisonMeasureTests on pairs people have judged: of those told alike 99 % (STS-B) and 88 % (MRPC) were, of those told unlike 99 % (STS-B)
    /// were not. Half of all pairs lie between.
    /// </summary>
    internal const double Alike = 0.85, Unlike = 0.4;

    /// <summary>Longer answers to one question often tell more or less than each other, so their details prove nothing.</summary>
    private const int ShortWords = 40;
    private const int FewWords = 3, SentenceWords = 14;

    /// <summary>Only so much of an answer is compared.</summary>
    private const int LongestText = 100_000;

    /// <param name="question">What was asked.</param>
    /// <param name="cached">The cached answer's text.</param>
    /// <param name="fresh">The fresh answer's text.</param>
    public static AnswerAgreement Compare(string question, string cached, string fresh)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(cached);
        ArgumentNullException.ThrowIfNull(fresh);
        if (cached.Length > LongestText || fresh.Length > LongestText)
        {
            return cached == fresh ? new AnswerAgreement(true, 1, "same_text") : new AnswerAgreement(null, 0, "too_long");
        }

        var one = ComparedText.Of(cached);
        var other = ComparedText.Of(fresh);
        if (one.Plain == other.Plain) return new AnswerAgreement(true, 1, "same_text");
        if (one.Words.Count == 0 || other.Words.Count == 0) return new AnswerAgreement(one.Words.Count == other.Words.Count ? null : false, 0, "one_is_empty");
        var similarity = Cosine(cached, fresh);
        if (JsonComparison.Compare(cached, fresh) is { } json) return new AnswerAgreement(json.Agrees, similarity, json.Reason);
        var (agrees, reason) = Plain(one, other, ComparedText.Of(question)) ?? Longer(one, other, similarity);
        return new AnswerAgreement(agrees, similarity, reason);
    }

    /// <summary>What can be told without a vector; null when it takes one.</summary>
    private static (bool? Agrees, string Reason)? Plain(ComparedText one, ComparedText other, ComparedText question)
    {
        // 1. Somebody who refuses and somebody who answers do not say the same.
        if (one.IsRefusal != other.IsRefusal) return (false, "one_refuses");
        if (one.IsRefusal) return (true, "both_refuse");

        // 2. Yes and no.
        if (one.Verdict is { } said && other.Verdict is { } saidNow)
        {
            if (said != saidNow) return (false, "yes_and_no");
            if (Math.Min(one.Words.Count, other.Words.Count) <= FewWords) return (true, "same_verdict");
        }

        // 3. A number, bare or in a sentence that holds no other but those of the question.
        if (one.IsNumber || other.IsNumber)
        {
            var (bare, within) = one.IsNumber ? (one, other) : (other, one);
            if (within.NewNumbers(question) is [var only] && within.Words.Count <= SentenceWords) return (only == bare.Numbers[0], only == bare.Numbers[0] ? "same_number" : "other_number");
            return within.Numbers.Contains(bare.Numbers[0]) ? (null, "number_among_others") : (false, "other_number");
        }

        // 4. A word or two, bare or in a sentence.
        var (few, many) = one.Words.Count <= other.Words.Count ? (one, other) : (other, one);
        if (few.Words.Count > FewWords) return null;
        if (few.Denials != many.Denials) return (false, "denied");
        if (few.Core.Count > 0 && few.Core.SetEquals(many.Core)) return (true, "same_words");
        if (many.Words.Count <= FewWords) return (false, "other_words");
        if (many.Words.Count > SentenceWords) return null;
        return few.Core.IsSubsetOf(many.Core) ? (true, "same_words") : null;
    }

    private static (bool? Agrees, string Reason) Longer(ComparedText one, ComparedText other, double similarity)
    {
        var isShort = Math.Max(one.Words.Count, other.Words.Count) <= ShortWords;
        var numbersDiffer = one.NumbersDiffer(other);
        if (similarity < Unlike) return (false, "unlike");
        if (isShort && (one.Denials % 2 != other.Denials % 2 || one.IsOppositeOf(other))) return (similarity >= Alike ? false : null, "denied");
        if (numbersDiffer) return (isShort && similarity >= Alike ? false : null, "other_numbers");
        if (similarity < Alike) return (null, "cannot_tell");

        // The same sentence with another word in one place: a synonym or an opposite, which a vector does not tell apart.
        return isShort && one.ReplacedWords(other) is 1 or 2 ? (null, "a_word_differs") : (true, "alike");
    }

    private static double Cosine(string one, string other)
    {
        var embedder = StaticEmbedder.Shared;
        Span<float> vectors = stackalloc float[2 * embedder.Identity.Dimensions];
        var first = vectors[..embedder.Identity.Dimensions];
        var second = vectors[embedder.Identity.Dimensions..];
        if (!embedder.TryEmbed(one, first) || !embedder.TryEmbed(other, second)) return 0;
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++) sum += first[i] * second[i];
        return sum;
    }
}

/// <param name="Agrees">Null when it cannot be told.</param>
/// <param name="Similarity">Cosine of the two answers.</param>
/// <param name="Reason">Why, in a word.</param>
public readonly record struct AnswerAgreement(bool? Agrees, double Similarity, string Reason);
