namespace Reprise.Evaluation.Bias;

/// <summary>Quantiles of the normal distribution.</summary>
internal static class NormalQuantile
{
    /// <summary>How many standard errors chance alone exceeds with that probability, to either side. Found by halving; exact to a millionth.</summary>
    public static double TwoSided(double probability)
    {
        var (low, high) = (0.0, 40.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Beyond(middle) > probability) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    // The complementary error function, by Abramowitz and Stegun's formula 7.1.26: at most 1.5e-7 off.
    private static double Beyond(double z)
    {
        var x = z / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * x);
        return t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.Exp(-x * x);
    }
}
