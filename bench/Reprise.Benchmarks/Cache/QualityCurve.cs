namespace Reprise.Benchmarks.Cache;

/// <summary>What one way of judging gave: a score for each query that found a candidate, and whether that was right.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Hits">Score, whether right, and the number of the query.</param>
internal sealed record QualityCurve(string Name, List<(double Score, bool IsRight, int Query)> Hits)
{
    private (double Score, bool IsRight, int Query)[]? _sorted;

    /// <summary>The largest share of answerable queries answered right by a threshold that keeps the precision; 0 when none does.</summary>
    /// <param name="precision">Least share of right ones among hits.</param>
    /// <param name="answerable">Weight of all queries that have an answer in store.</param>
    /// <param name="weightOf">How often a query counts.</param>
    public double RecallAt(double precision, double answerable, Func<int, double> weightOf)
    {
        _sorted ??= [.. Hits.OrderByDescending(hit => hit.Score)];
        var (right, all, best) = (0.0, 0.0, 0.0);
        for (var i = 0; i < _sorted.Length; i++)
        {
            var weight = weightOf(_sorted[i].Query);
            all += weight;
            if (_sorted[i].IsRight) right += weight;
            // Between equal scores no threshold fits.
            if (i + 1 < _sorted.Length && _sorted[i + 1].Score == _sorted[i].Score) continue;
            if (all > 0 && right / all >= precision) best = right;
        }

        return answerable > 0 ? best / answerable : 0;
    }

    /// <summary>The chance that a right one scores above a wrong one.</summary>
    public static double Area(IEnumerable<(double Score, bool IsRight)> scores)
    {
        var (rank, sum, rights, wrongs) = (0.0, 0.0, 0.0, 0.0);
        foreach (var equal in scores.GroupBy(score => score.Score).OrderBy(equal => equal.Key))
        {
            var (count, right) = (equal.Count(), equal.Count(score => score.IsRight));
            sum += right * (rank + (count + 1) / 2.0);
            rank += count;
            rights += right;
            wrongs += count - right;
        }

        return rights == 0 || wrongs == 0 ? double.NaN : (sum - rights * (rights + 1) / 2) / rights / wrongs;
    }
}
