using Reprise.Security.Injection;

namespace Reprise.TrainInjection;

/// <summary>Logistic regression over the words at the edges of long texts.</summary>
internal sealed class EdgeModel
{
    private readonly float[] _weights = new float[EdgeFeatures.Buckets];

    public float Bias { get; private set; }

    public ReadOnlySpan<float> Weights => _weights;

    public static EdgeModel Fit(IReadOnlyList<Example> examples)
    {
        var model = new EdgeModel();
        var rows = new List<(int[] Buckets, bool IsAttack, float Weight)>();
        foreach (var example in examples.Where(example => example.Tokens >= EdgeFeatures.Shortest))
        {
            var injected = example.Injected is null ? -1 : example.Text.IndexOf(example.Injected, StringComparison.Ordinal);
            foreach (var isFirst in new[] { true, false })
            {
                // At which end it stands is known where what was put in is known.
                var isHere = injected >= 0 && (isFirst ? injected < 4 : injected + example.Injected!.Length > example.Text.Length - 4);
                if (example.IsAttack && !isHere && example.Injected is null) continue;
                rows.Add((Buckets(example, isFirst), example.IsAttack && isHere, example.IsAttack ? 1 : MathF.Max(example.Weight, example.IsMail ? 1 : 0)));
            }
        }

        model.Train(rows);
        return model;
    }

    public (float First, float Last, bool IsMail) Read(Example example) =>
        example.Tokens < EdgeFeatures.Shortest ? default : (Score(Buckets(example, true)), Score(Buckets(example, false)), example.IsMail);

    private static int[] Buckets(Example example, bool isFirst)
    {
        var into = new int[3 * EdgeFeatures.Edge];
        var edge = isFirst ? example.Hashes.AsSpan(0, EdgeFeatures.Edge) : example.Hashes.AsSpan(example.Tokens - EdgeFeatures.Edge);
        return into[..EdgeFeatures.Read(edge, example.IsMail, into)];
    }

    private float Score(int[] buckets) => Bias + buckets.Sum(bucket => _weights[bucket]);

    private void Train(List<(int[] Buckets, bool IsAttack, float Weight)> rows)
    {
        var gradients = new float[_weights.Length];
        Array.Fill(gradients, 1e-3f);
        var (biasGradient, random, order) = (1e-3f, new Random(7), Enumerable.Range(0, rows.Count).ToArray());
        for (var epoch = 0; epoch < 6; epoch++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var (buckets, isAttack, weight) = rows[i];
                var error = weight * ((1 / (1 + MathF.Exp(-Score(buckets)))) - (isAttack ? 1 : 0));
                foreach (var bucket in buckets)
                {
                    var gradient = error + 1e-3f * _weights[bucket];
                    gradients[bucket] += gradient * gradient;
                    _weights[bucket] -= .05f * gradient / MathF.Sqrt(gradients[bucket]);
                }

                biasGradient += error * error;
                Bias -= .05f * error / MathF.Sqrt(biasGradient);
            }
        }
    }
}
