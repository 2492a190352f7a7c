namespace Reprise.TrainInjection;

/// <summary>Logistic regression over a few numbers, by gradient descent on standardized columns.</summary>
internal static class Stack
{
    public static (float[] Weights, float Bias) Fit(IReadOnlyList<(float[] Features, bool IsAttack, float Weight)> rows, float ridge)
    {
        var count = rows[0].Features.Length;
        var (mean, deviation) = (new double[count], new double[count]);
        foreach (var row in rows) for (var i = 0; i < count; i++) mean[i] += row.Features[i] / rows.Count;
        foreach (var row in rows) for (var i = 0; i < count; i++) deviation[i] += Math.Pow(row.Features[i] - mean[i], 2) / rows.Count;
        for (var i = 0; i < count; i++) deviation[i] = Math.Sqrt(deviation[i]) + 1e-6;
        var (weights, bias, total) = (new double[count], 0.0, rows.Sum(row => (double)row.Weight));
        var (momentum, biasMomentum) = (new double[count], 0.0);
        for (var step = 0; step < 3000; step++)
        {
            var (gradient, biasGradient) = (new double[count], 0.0);
            foreach (var (features, isAttack, weight) in rows)
            {
                var sum = bias;
                for (var i = 0; i < count; i++) sum += weights[i] * (features[i] - mean[i]) / deviation[i];
                var error = weight * ((1 / (1 + Math.Exp(-sum))) - (isAttack ? 1 : 0)) / total;
                biasGradient += error;
                for (var i = 0; i < count; i++) gradient[i] += error * (features[i] - mean[i]) / deviation[i];
            }

            for (var i = 0; i < count; i++)
            {
                momentum[i] = .9 * momentum[i] - .3 * (gradient[i] + ridge * weights[i]);
                weights[i] += momentum[i];
            }

            biasMomentum = .9 * biasMomentum - .3 * biasGradient;
            bias += biasMomentum;
        }

        var plain = new float[count];
        for (var i = 0; i < count; i++)
        {
            plain[i] = (float)(weights[i] / deviation[i]);
            bias -= weights[i] * mean[i] / deviation[i];
        }

        return (plain, (float)bias);
    }
}
