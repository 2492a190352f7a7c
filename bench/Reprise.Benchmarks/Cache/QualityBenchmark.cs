using System.Globalization;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;

namespace Reprise.Benchmarks.Cache;

/// <summary>
/// How often the cache would be wrong, and how often it helps, on pairs that were judged by others and that nobody trained on: each pair once as cached and asked, and
/// all of them as a cache. <c>cache-quality FOLDER [MODEL] [--vectors FILE]</c>: MODEL is a folder with a small transformer for the second opinion.
/// </summary>
internal static class QualityBenchmark
{
    private static readonly CachePolicy s_policy = new() { Name = "default" };

    private readonly record struct Judged(QualityPair Pair, float Similarity, Judgement Judgement, float? Second, Judgement? WithSecond, uint Guards);

    public static Task RunAsync(string[] args, TextWriter output)
    {
        var vectors = Array.IndexOf(args, "--vectors") is var at and >= 0 ? args[at + 1] : null;
        var places = args.Where((word, i) => !word.StartsWith("--", StringComparison.Ordinal) && (i == 0 || args[i - 1] != "--vectors")).ToArray();
        var isTiny = args.Contains("--tiny");
        using var texts = new QualityTexts(places.ElementAtOrDefault(1), vectors);
        var sets = places.Length > 0 ? QualitySet.Read(places[0], isTiny ? 200 : int.MaxValue) : [Tiny()];
        var checksum = 0.0;
        var judged = sets.ConvertAll(set => (Set: set, Pairs: Judge(set, texts)));
        Pairs(judged, output);
        foreach (var (set, pairs) in judged)
        {
            if (set.Name.StartsWith("qqp", StringComparison.Ordinal) || places.Length == 0) Curve(set.Name, pairs, output);
            Guards(set.Name, pairs, output);
            checksum += pairs.Sum(pair => pair.Judgement.Probability);
        }

        foreach (var set in sets.Where(set => set.Name.StartsWith("qqp", StringComparison.Ordinal) || places.Length == 0))
        {
            new QualitySimulation(set.Pairs, texts).Run($"{set.Name}, every pair", output);
            // The set keeps all near misses of a source several times its size, to be hard; among all the questions of that source they are about as rare as this.
            new QualitySimulation([.. set.Pairs.Where((pair, i) => !pair.IsHard || i % 5 == 0)], texts).Run($"{set.Name}, one in five of the hard pairs", output);
            // And most of what a cache is asked has no answer in it.
            new QualitySimulation([.. set.Pairs.Where((pair, i) => !pair.IsHard && !pair.IsRight || i % 5 == 0)], texts).Run($"{set.Name}, one in five of the hard pairs and of the duplicates", output);
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {checksum:F3}"));
        return Task.CompletedTask;
    }

    private static List<Judged> Judge(QualitySet set, QualityTexts texts) => [.. set.Pairs.Select(pair =>
    {
        var (asked, cached) = (texts.Get(pair.Second), texts.Get(pair.First));
        var similarity = QualityTexts.Dot(asked.Vector, cached.Vector);
        var judgement = CandidateJudge.Shared.Judge(asked.Prepared, cached.Prepared, similarity, null);
        float? second = texts.HasSecond && judgement.Guard == GuardKind.None && similarity >= s_policy.MinSimilarity ? texts.Second(asked, cached) : null;
        return new Judged(pair, similarity, judgement, second, second is null ? null : CandidateJudge.Shared.Judge(asked.Prepared, cached.Prepared, similarity, second), TextGuards.All(asked.Prepared, cached.Prepared));
    })];

    private static bool IsAnswered(Judged pair, bool withSecond)
    {
        var judgement = withSecond ? pair.WithSecond ?? pair.Judgement : pair.Judgement;
        return pair.Similarity >= s_policy.MinSimilarity && judgement.Guard == GuardKind.None && judgement.Probability >= 1 - s_policy.AcceptedWrongRate;
    }

    private static void Pairs(List<(QualitySet Set, List<Judged> Pairs)> sets, TextWriter output)
    {
        output.WriteLine("### Each pair once as cached and asked, default policy");
        output.WriteLine();
        output.WriteLine("| set | duplicates | answered | with second opinion | others | answered | with second opinion | area: cosine | judge |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (set, pairs) in sets)
        {
            Row(set.Name, pairs);
            if (pairs.Exists(pair => pair.Pair.IsHard)) Row(set.Name + ", hard", pairs.FindAll(pair => pair.Pair.IsHard || pair.Pair.IsRight));
        }

        void Row(string name, List<Judged> pairs)
        {
            var (rights, wrongs) = (pairs.FindAll(pair => pair.Pair.IsRight), pairs.FindAll(pair => !pair.Pair.IsRight));
            output.WriteLine($"| {name} | {rights.Count:N0} | {Share(rights, false)} | {Share(rights, true)} | {wrongs.Count:N0} | {Share(wrongs, false)} | {Share(wrongs, true)} | "
                + $"{Area(pairs.Select(pair => ((double)pair.Similarity, pair.Pair.IsRight)))} | {Area(pairs.Select(pair => (pair.Judgement.Guard == GuardKind.None ? pair.Judgement.Probability : 0, pair.Pair.IsRight)))} |");
        }

        static string Share(List<Judged> pairs, bool withSecond) => pairs.Count == 0 || withSecond && !pairs.Exists(pair => pair.Second is not null) ? "–" : Percent(pairs.Count(pair => IsAnswered(pair, withSecond)), pairs.Count);
        static string Area(IEnumerable<(double, bool)> scores) => QualityCurve.Area(scores) is var area && double.IsNaN(area) ? "–" : area.ToString("F3", CultureInfo.InvariantCulture);
    }

    private static void Curve(string name, List<Judged> pairs, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"### {name}: precision and hit ratio by threshold");
        output.WriteLine();
        output.WriteLine("| probability | precision | hit ratio | recall | | cosine | precision | hit ratio | recall |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        var probabilities = new[] { .3, .4, .5, .6, .7, .75, .8, .85, .9, .95, .99 };
        for (var i = 0; i < probabilities.Length; i++)
        {
            var cosine = .78 + .02 * i;
            var (by, plain) = (pairs.FindAll(pair => pair.Judgement.Guard == GuardKind.None && pair.Judgement.Probability >= probabilities[i]), pairs.FindAll(pair => pair.Similarity >= cosine));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {probabilities[i]:F2} | {Cells(by)} | | {cosine:F2} | {Cells(plain)} |"));
        }

        string Cells(List<Judged> hits)
        {
            var right = hits.Count(hit => hit.Pair.IsRight);
            return $"{(hits.Count == 0 ? "–" : ((double)right / hits.Count).ToString("F3", CultureInfo.InvariantCulture))} | {Percent(hits.Count, pairs.Count)} | {Percent(right, pairs.Count(pair => pair.Pair.IsRight))}";
        }
    }

    /// <summary>Among the pairs that cosine alone would answer.</summary>
    private static void Guards(string name, List<Judged> pairs, TextWriter output)
    {
        var near = pairs.FindAll(pair => pair.Similarity >= s_policy.MinSimilarity);
        var (rights, wrongs) = (near.FindAll(pair => pair.Pair.IsRight), near.FindAll(pair => !pair.Pair.IsRight));
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"### {name}: guards on the {near.Count:N0} pairs of cosine {s_policy.MinSimilarity:F2} and more"));
        output.WriteLine();
        output.WriteLine("| guard | wrong ones removed | right ones lost |");
        output.WriteLine("|---|---|---|");
        foreach (var kind in Enum.GetValues<GuardKind>().Where(kind => kind != GuardKind.None && near.Exists(pair => Fires(pair, kind)))) Row(TextGuards.ReasonOf(kind) + ((TextGuards.Vetoes & 1u << (int)kind) == 0 ? " (hint)" : ""), pair => Fires(pair, kind));
        Row("all that forbid", pair => pair.Judgement.Guard != GuardKind.None);

        void Row(string guard, Predicate<Judged> fires) => output.WriteLine($"| {guard} | {Percent(wrongs.Count(pair => fires(pair)), wrongs.Count)} | {Percent(rights.Count(pair => fires(pair)), rights.Count)} |");
        static bool Fires(Judged pair, GuardKind kind) => (pair.Guards & 1u << (int)kind) != 0;
    }

    private static string Percent(int part, int whole) => whole == 0 ? "–" : (100.0 * part / whole).ToString("F2", CultureInfo.InvariantCulture) + " %";

    /// <summary>Enough to run through everything where the sets are not at hand. Its figures mean nothing.</summary>
    private static QualitySet Tiny() => new("made up", [.. Enumerable.Range(0, 60).Select(i => new QualityPair($"How do I open file number {i} of my archive?", i % 3 == 0 ? $"How can I open file number {i} of my archive" : $"How do I close file number {i + 1} of my archive?", i % 3 == 0, i % 3 == 1, $"g{i}"))]);
}
