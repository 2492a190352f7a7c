using Reprise.Cache.Guards;
using Reprise.Cache.Judging;

namespace Reprise.BuildJudge;

/// <summary>Makes of texts the pairs a cache would have to judge: each text asked, and its nearest neighbours found.</summary>
internal static class Candidates
{
    /// <summary>As the default policy does; a little lower, so that what lies below is seen too.</summary>
    private const float LeastSimilarity = .6f;
    private const int Nearest = 4;

    public static List<Example> Of(Shelf shelf, SecondVectors? seconds, int fold)
    {
        var texts = shelf.Texts.Select(text => (Ready: Ready.Of(text.Text, seconds), text.Answer)).ToList();
        var examples = new List<Example>();
        // Every fourth is asked: more would only say the same again.
        for (var i = 0; i < texts.Count; i += 4)
        {
            var asked = texts[i];
            var near = Enumerable.Range(0, texts.Count).Where(j => j != i).Select(j => (j, Similarity: Ready.Dot(asked.Ready.Vector, texts[j].Ready.Vector)))
                .Where(other => other.Similarity >= LeastSimilarity).OrderByDescending(other => other.Similarity).ThenBy(other => other.j).Take(Nearest);
            foreach (var (j, similarity) in near) examples.Add(Pair(asked.Ready, texts[j].Ready, similarity, asked.Answer == texts[j].Answer, fold, shelf.Source));
        }

        return examples;
    }

    public static Example Pair(string left, string right, bool isRight, SecondVectors? seconds, string source)
    {
        var (a, b) = (Ready.Of(left, seconds), Ready.Of(right, seconds));
        // Pairs of one question stay in one fold.
        return Pair(a, b, Ready.Dot(a.Vector, b.Vector), isRight, (left.Length + left[0]) % 5, source);
    }

    public static Example Pair(Ready asked, Ready cached, float similarity, bool isRight, int fold, string source)
    {
        var features = new float[PairFeatures.All.Count];
        float? second = asked.Second is { } a && cached.Second is { } b ? Ready.Dot(a, b) : null;
        PairFeatures.Write(asked.Prepared, cached.Prepared, TextGuards.All(asked.Prepared, cached.Prepared), similarity, second, features);
        return new Example(features, isRight, 1, fold, source, asked.Text, cached.Text);
    }
}
