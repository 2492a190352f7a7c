namespace Reprise.BuildJudge;

/// <summary>Logistic regression whose coefficients keep their sign. Deterministic: no random start, a fixed number of steps.</summary>
internal sealed class Logistic
{
    private const int Steps = 600;

    public required double[] Coefficients { get; init; }
    public required double Intercept { get; init; }

    public double Score(ReadOnlySpan<float> features)
    {
        var sum = Intercept;
        for (var i = 0; i < Coefficients.Length; i++) sum += Coefficients[i] * features[i];
        return sum;
    }

    /// <summary>Accelerated projected gradient on scaled features.</summary>
    public static Logistic Fit(IReadOnlyList<Example> examples, int count, IReadOnlyList<(string Name, int Sign)> all, double ridge)
    {
        var scale = new double[count];
        var mean = new double[count];
        var total = examples.Sum(example => (double)example.Weight);
        foreach (var example in examples)
        {
            for (var i = 0; i < count; i++) mean[i] += example.Weight * example.Features[i] / total;
        }

        foreach (var example in examples)
        {
            for (var i = 0; i < count; i++) scale[i] += example.Weight * Math.Pow(example.Features[i] - mean[i], 2) / total;
        }

        for (var i = 0; i < count; i++) scale[i] = Math.Sqrt(scale[i]) + 1e-6;
        var rows = new double[examples.Count * count];
        for (var n = 0; n < examples.Count; n++)
        {
            for (var i = 0; i < count; i++) rows[n * count + i] = (examples[n].Features[i] - mean[i]) / scale[i];
        }

        var (weights, ahead, gradient) = (new double[count + 1], new double[count + 1], new double[count + 1]);
        // The largest curvature a logistic loss over unit-variance features can have.
        var step = 1 / (.25 * (count + 1) * .5 + ridge);
        var momentum = 1.0;
        for (var round = 0; round < Steps; round++)
        {
            Array.Clear(gradient);
            for (var n = 0; n < examples.Count; n++)
            {
                var row = rows.AsSpan(n * count, count);
                var sum = ahead[count];
                for (var i = 0; i < count; i++) sum += row[i] * ahead[i];
                var error = (1 / (1 + Math.Exp(-sum)) - (examples[n].IsRight ? 1 : 0)) * examples[n].Weight / total;
                for (var i = 0; i < count; i++) gradient[i] += error * row[i];
                gradient[count] += error;
            }

            var next = (1 + Math.Sqrt(1 + 4 * momentum * momentum)) / 2;
            for (var i = 0; i <= count; i++)
            {
                var value = ahead[i] - step * (gradient[i] + (i < count ? ridge * ahead[i] : 0));
                if (i < count && all[i].Sign > 0) value = Math.Max(0, value);
                else if (i < count && all[i].Sign < 0) value = Math.Min(0, value);
                ahead[i] = value + (momentum - 1) / next * (value - weights[i]);
                weights[i] = value;
            }

            momentum = next;
        }

        var coefficients = new double[count];
        var intercept = weights[count];
        for (var i = 0; i < count; i++)
        {
            coefficients[i] = weights[i] / scale[i];
            intercept -= coefficients[i] * mean[i];
        }

        return new Logistic { Coefficients = coefficients, Intercept = intercept };
    }
}
