namespace Reprise.Prompts;

/// <summary>Differences of two versions with 95 % intervals, and what can be said of them.</summary>
internal static class PromptDifferences
{
    private const double Z = 1.959963984540054;

    public static IEnumerable<VersionDifference> Of(VersionFigures first, VersionFigures later)
    {
        // R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10.
        var (a, b) = (later.SuccessRate, first.SuccessRate);
        var (one, other) = (later.SuccessInterval, first.SuccessInterval);
        yield return New("success_rate", a - b, a - b - Root(a - one.Lower, other.Upper - b), a - b + Root(one.Upper - a, b - other.Lower), Math.Min(first.Calls, later.Calls));
        foreach (var (measure, before, after) in Means())
        {
            if (before is null || after is null) continue;
            // B. L. Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 34 (1947).
            double errorA = after.Variance / after.Count, errorB = before.Variance / before.Count, error = errorA + errorB, difference = after.Mean - before.Mean;
            var least = Math.Min(before.Count, after.Count);
            var freedom = error <= 0 || least < 2 ? 1 : error * error / (errorA * errorA / (after.Count - 1) + errorB * errorB / (before.Count - 1));
            var half = error <= 0 ? 0 : StudentQuantile(freedom) * Math.Sqrt(error);
            yield return New(measure, difference, difference - half, difference + half, least);
        }

        IEnumerable<(string Measure, MeanFigure? Before, MeanFigure? After)> Means()
        {
            yield return ("latency_ms", first.LatencyMs, later.LatencyMs);
            yield return ("prompt_tokens", first.PromptTokens, later.PromptTokens);
            yield return ("completion_tokens", first.CompletionTokens, later.CompletionTokens);
            yield return ("cost_usd", first.CostUsd, later.CostUsd);
            foreach (var (name, score) in later.Scores) yield return (name, first.Scores.GetValueOrDefault(name), score);
        }

        VersionDifference New(string measure, double difference, double lower, double upper, long least) => new()
        {
            Of = later.Version, From = first.Version, Measure = measure, Difference = difference, Lower = lower, Upper = upper,
            Verdict = least < PromptComparison.Enough ? "too_few" : lower > 0 ? "higher" : upper < 0 ? "lower" : "unclear",
        };
    }

    /// <summary>Two-sided 95 % of Student's distribution; to a thousandth where something is said (29 degrees of freedom and more), too narrow by up to 4 % from 4 on.</summary>
    /// <remarks>The Cornish–Fisher expansion, M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 26.7.5.</remarks>
    internal static double StudentQuantile(double freedom)
    {
        double z3 = Z * Z * Z, z5 = z3 * Z * Z;
        return Z + (z3 + Z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * Z) / (96 * freedom * freedom);
    }

    private static double Root(double one, double other) => Math.Sqrt(one * one + other * other);
}
