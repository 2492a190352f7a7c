using Reprise.Privacy.Detection.Names;

namespace Reprise.BuildNames;

/// <summary>Logistic regression by stochastic gradients with a step for each weight, deterministic by its seed. Features are dropped at random, so that no single one is leaned on.</summary>
internal static class Trainer
{
    private const int Rounds = 30;
    private const double Rate = 0.15;
    private const double Ridge = 2e-6;

    public static sbyte[] Train(IReadOnlyList<Example> examples, double drop)
    {
        var random = new Random(20261120);
        var weights = new double[NameFeatures.Size];
        var squares = new double[NameFeatures.Size];
        var averaged = new double[NameFeatures.Size];
        var order = Enumerable.Range(0, examples.Count).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (var index in order)
            {
                var example = examples[index];
                var kept = example.Features.Where(_ => random.NextDouble() >= drop).ToArray();
                var scale = 1 / (1 - drop);
                var score = kept.Sum(feature => weights[feature]) * scale;
                var error = (1 / (1 + Math.Exp(-score)) - (example.IsName ? 1 : 0)) * example.Weight;
                foreach (var feature in kept)
                {
                    var slope = error + Ridge * weights[feature] * examples.Count / 100;
                    squares[feature] += slope * slope;
                    weights[feature] -= Rate * slope / Math.Sqrt(squares[feature] + 1);
                }
            }

            if (round >= Rounds / 2)
            {
                for (var i = 0; i < weights.Length; i++) averaged[i] += weights[i];
            }
        }

        return Array.ConvertAll(averaged, value => (sbyte)Math.Clamp(Math.Round(value / (Rounds - Rounds / 2) * NameModel.Scale), -127, 127));
    }
}
