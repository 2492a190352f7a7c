namespace Reprise.BuildJudge;

/// <summary>The best rising steps from score to share of right ones, with so many examples on each step that it means something.</summary>
internal static class Isotonic
{
    /// <param name="Score">Weighted mean score of the step.</param>
    /// <param name="Share">Of right ones.</param>
    /// <param name="Weight">Of all on it.</param>
    public readonly record struct Step(double Score, double Share, double Weight);

    /// <summary>
    /// Beyond the last step there are too few examples for steps of their own, yet a higher score still means more: it goes on at half the slope the model itself
    /// claims, and stays below what only equal words may reach.
    /// </summary>
    public static List<Step> WithEnd(List<Step> steps)
    {
        const double Most = .98;
        var last = steps[^1];
        var logit = Math.Log(last.Share / (1 - last.Share));
        for (var further = 1; further <= 4; further++)
        {
            var share = Math.Min(Most, 1 / (1 + Math.Exp(-logit - .5 * further)));
            if (share > steps[^1].Share) steps.Add(new Step(last.Score + further, share, 0));
        }

        return steps;
    }

    /// <param name="points">Score, whether right, weight.</param>
    /// <param name="atLeast">Weight on each step.</param>
    public static List<Step> Fit(IEnumerable<(double Score, bool IsRight, double Weight)> points, double atLeast)
    {
        var steps = new List<(double ScoreSum, double Right, double Weight)>();
        foreach (var (score, isRight, weight) in points.OrderBy(point => point.Score))
        {
            steps.Add((score * weight, isRight ? weight : 0, weight));
            while (steps.Count > 1 && (steps[^2].Weight < atLeast || steps[^2].Right / steps[^2].Weight >= steps[^1].Right / steps[^1].Weight))
            {
                var last = steps[^1];
                steps.RemoveAt(steps.Count - 1);
                steps[^1] = (steps[^1].ScoreSum + last.ScoreSum, steps[^1].Right + last.Right, steps[^1].Weight + last.Weight);
            }
        }

        while (steps.Count > 1 && steps[^1].Weight < atLeast)
        {
            var last = steps[^1];
            steps.RemoveAt(steps.Count - 1);
            steps[^1] = (steps[^1].ScoreSum + last.ScoreSum, steps[^1].Right + last.Right, steps[^1].Weight + last.Weight);
        }

        return steps.ConvertAll(step => new Step(step.ScoreSum / step.Weight, step.Right / step.Weight, step.Weight));
    }
}
