using Reprise.Cache.Guards;
using Reprise.Cache.Judging;

namespace Reprise.Benchmarks.Cache;

/// <summary>
/// The pairs as a cache would meet them: all first texts stored, all second texts asked, each answered by the best of its nearest. A hit is right when the two are
/// duplicates, directly or by way of others; a duplicate nobody labelled counts as wrong, so the precisions are lower bounds.
/// </summary>
internal sealed class QualitySimulation
{
    private const int Nearest = 8;

    /// <summary>As the lookup does: the dear model is asked about the first that no guard forbids.</summary>
    private const int MostSecond = 5;
    private const int Rounds = 200;
    private static readonly double[] s_precisions = [.7, .75, .8, .85];

    private readonly QualityTexts _texts;
    private readonly List<(string Text, string Group)> _queries = [];
    private readonly QualityText[] _stored;
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
    private readonly bool[] _isAnswerable;
    private readonly string[] _storedRoots;

    public QualitySimulation(IReadOnlyList<QualityPair> pairs, QualityTexts texts)
    {
        _texts = texts;
        foreach (var pair in pairs)
        {
            if (pair.IsRight && Root(pair.First) is var a && Root(pair.Second) is var b && a != b) _parents[a] = b;
        }

        _stored = [.. pairs.Select(pair => pair.First).Distinct(StringComparer.Ordinal).Select(texts.Get)];
        _storedRoots = [.. _stored.Select(text => Root(text.Text))];
        var known = _stored.Select(text => text.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            // The very same text is found by its hash, and shows nothing here.
            if (known.Add(pair.Second)) _queries.Add((pair.Second, pair.Group));
        }

        var roots = _storedRoots.ToHashSet(StringComparer.Ordinal);
        _isAnswerable = [.. _queries.Select(query => roots.Contains(Root(query.Text)))];
    }

    public void Run(string name, TextWriter output)
    {
        var curves = Curves();
        output.WriteLine();
        output.WriteLine($"### As a cache: {name}");
        output.WriteLine();
        output.WriteLine(FormattableString.Invariant($"{_stored.Length:N0} texts stored, {_queries.Count:N0} asked, {100.0 * _isAnswerable.Count(is_ => is_) / Math.Max(1, _queries.Count):F1} % answerable. Recall at a hit precision, and the ratio to plain cosine with its 95 % interval."));
        output.WriteLine();
        output.WriteLine("| | R@P70 | R@P75 | R@P80 | R@P85 | ratio at P80 | ratio at P85 |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var curve in curves)
        {
            var recalls = s_precisions.Select(precision => Recall(curve, precision, _ => 1).ToString("F3", System.Globalization.CultureInfo.InvariantCulture));
            output.WriteLine($"| {curve.Name} | {string.Join(" | ", recalls)} | {Ratio(curves[0], curve, .8)} | {Ratio(curves[0], curve, .85)} |");
        }

        foreach (var half in new[] { 0, 1 })
        {
            var line = curves.Select(curve => FormattableString.Invariant($"{curve.Name} {Recall(curve, .8, query => Half(query) == half ? 1 : 0):F3} / {Recall(curve, .85, query => Half(query) == half ? 1 : 0):F3}"));
            output.WriteLine();
            output.Write($"Half {half + 1} by group, R@P80 / R@P85: {string.Join("; ", line)}.");
        }

        output.WriteLine();
    }

    private List<QualityCurve> Curves()
    {
        var names = new List<string> { "cosine", "cosine + guards", "judge" };
        if (_texts.HasSecond) names.AddRange(["second cosine + guards", "judge + second opinion"]);
        var curves = names.ConvertAll(name => new QualityCurve(name, []));
        for (var query = 0; query < _queries.Count; query++)
        {
            var asked = _texts.Get(_queries[query].Text);
            var root = Root(asked.Text);
            var best = new (double Score, int Stored)[curves.Count];
            Array.Fill(best, (double.NegativeInfinity, -1));
            var seconds = 0;
            foreach (var (stored, similarity) in Near(asked.Vector))
            {
                Better(0, similarity, stored);
                var cached = _stored[stored];
                var judgement = CandidateJudge.Shared.Judge(asked.Prepared, cached.Prepared, similarity, null);
                if (judgement.Guard != GuardKind.None) continue;
                Better(1, similarity, stored);
                Better(2, judgement.Probability + 1e-6 * similarity, stored);
                if (!_texts.HasSecond || seconds++ >= MostSecond) continue;
                var second = _texts.Second(asked, cached)!.Value;
                Better(3, second, stored);
                Better(4, CandidateJudge.Shared.Judge(asked.Prepared, cached.Prepared, similarity, second).Probability + 1e-6 * second, stored);
            }

            for (var i = 0; i < curves.Count; i++)
            {
                if (best[i].Stored >= 0) curves[i].Hits.Add((best[i].Score, _storedRoots[best[i].Stored] == root, query));
            }

            void Better(int curve, double score, int stored)
            {
                if (score > best[curve].Score) best[curve] = (score, stored);
            }
        }

        return curves;
    }

    private List<(int Stored, float Similarity)> Near(float[] vector)
    {
        var near = new List<(int Stored, float Similarity)>(Nearest + 1);
        for (var i = 0; i < _stored.Length; i++)
        {
            var similarity = QualityTexts.Dot(vector, _stored[i].Vector);
            if (near.Count == Nearest && similarity <= near[^1].Similarity) continue;
            var at = near.Count;
            while (at > 0 && near[at - 1].Similarity < similarity) at--;
            near.Insert(at, (i, similarity));
            if (near.Count > Nearest) near.RemoveAt(Nearest);
        }

        return near;
    }

    private double Recall(QualityCurve curve, double precision, Func<int, double> weightOf)
    {
        var answerable = 0.0;
        for (var query = 0; query < _queries.Count; query++) answerable += _isAnswerable[query] ? weightOf(query) : 0;
        return curve.RecallAt(precision, answerable, weightOf);
    }

    /// <summary>Groups, not queries, are drawn again: pairs of one group are no independent evidence.</summary>
    private string Ratio(QualityCurve cosine, QualityCurve curve, double precision)
    {
        var plain = Recall(cosine, precision, _ => 1);
        if (ReferenceEquals(cosine, curve)) return "1";
        var ratios = new List<double>();
        var random = new Random(17);
        var groups = _queries.Select(query => query.Group).Distinct(StringComparer.Ordinal).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var drawn = groups.ToDictionary(group => group, _ => (double)Poisson(random), StringComparer.Ordinal);
            var weights = _queries.ConvertAll(query => drawn[query.Group]);
            var (below, above) = (Recall(cosine, precision, query => weights[query]), Recall(curve, precision, query => weights[query]));
            ratios.Add(below > 0 ? above / below : double.PositiveInfinity);
        }

        ratios.Sort();
        return $"{Text(plain > 0 ? Recall(curve, precision, _ => 1) / plain : double.PositiveInfinity)} ({Text(ratios[Rounds / 40])} to {Text(ratios[^(Rounds / 40)])})";

        static string Text(double ratio) => ratio > 99 ? "over 99" : ratio.ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static int Poisson(Random random)
    {
        var (count, product, end) = (0, random.NextDouble(), Math.Exp(-1));
        while (product > end)
        {
            count++;
            product *= random.NextDouble();
        }

        return count;
    }

    private int Half(int query) => _queries[query].Group.Sum(c => c) & 1;

    private string Root(string text)
    {
        while (_parents.TryGetValue(text, out var parent)) text = parent;
        return text;
    }
}
