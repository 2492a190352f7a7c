using Reprise.Security.Injection;

namespace Reprise.TrainInjection;

/// <summary>Logistic regression over the hashed features of windows. Windows of attacks are chosen by the model itself, round by round: which passage it is, nobody says.</summary>
internal sealed class WordModel
{
    private const int Rounds = 3;
    private readonly float[] _weights = new float[InjectionFeatures.Buckets];

    public float Bias { get; private set; }

    public ReadOnlySpan<float> Weights => _weights;

    public static WordModel Fit(IReadOnlyList<Example> examples, Settings settings)
    {
        var model = new WordModel();
        for (var round = 0; round < Rounds; round++) model.Train(model.Windows(examples, round, settings), settings, seed: round + 1);
        return model;
    }

    public void Replace(float[] weights, float bias)
    {
        weights.CopyTo(_weights, 0);
        Bias = bias;
    }

    public float[] Sums(Example example)
    {
        var sums = new float[example.Tokens + 1];
        for (var token = 0; token < example.Tokens; token++)
        {
            var sum = sums[token];
            for (var i = example.FeatureEnds[token]; i < example.FeatureEnds[token + 1]; i++) sum += _weights[example.Features[i]];
            sums[token + 1] = sum;
        }

        return sums;
    }

    private List<Window> Windows(IReadOnlyList<Example> examples, int round, Settings settings)
    {
        var windows = new List<Window>();
        var random = new Random(20261120 + round);
        foreach (var example in examples)
        {
            if (example.Tokens == 0) continue;
            var weight = example.Weight * (example.IsAttack ? settings.AttackWeight : 1);
            var isPart = example.Injected is not null;
            windows.Add(new Window(example, 0, example.Tokens, weight * (isPart ? .2f : 1)));
            if (isPart && Place(example) is var (from, to) && to > from) windows.Add(new Window(example, from, to, weight * .5f));
            if (isPart && example.IsAttack) continue;
            var sums = round == 0 ? null : Sums(example);
            foreach (var size in WindowFeatures.Sizes)
            {
                if (example.Tokens <= size * 5 / 4) continue;
                if (sums is null)
                {
                    if (example.IsAttack) continue;
                    var start = random.Next(example.Tokens - size + 1);
                    windows.Add(new Window(example, start, start + size, weight * .5f));
                    continue;
                }

                var (best, at) = (float.MinValue, 0);
                for (var start = 0; start + size <= example.Tokens; start += Math.Max(1, size / 4))
                {
                    var score = WindowFeatures.Score(sums, start, start + size, Bias);
                    if (score > best) (best, at) = (score, start);
                }

                windows.Add(new Window(example, at, at + size, weight * .5f));
            }
        }

        return windows;
    }

    private static (int From, int To) Place(Example example)
    {
        var at = example.Text.IndexOf(example.Injected!, StringComparison.Ordinal);
        if (at < 0) return (0, 0);
        var from = Array.FindIndex(example.TokenEnds, end => end > at);
        var to = Array.FindIndex(example.TokenEnds, end => end >= at + example.Injected!.Length);
        return from < 0 || to < 0 ? (0, 0) : (from, to + 1);
    }

    /// <summary>AdaGrad: rare words move fast, common ones settle.</summary>
    private void Train(List<Window> windows, Settings settings, int seed)
    {
        Array.Clear(_weights);
        Bias = 0;
        var gradients = new float[_weights.Length];
        Array.Fill(gradients, 1e-3f);
        var (biasGradient, random) = (1e-3f, new Random(seed));
        var order = Enumerable.Range(0, windows.Count).ToArray();
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var (example, start, end, weight) = windows[i];
                var norm = 1 / MathF.Sqrt(Math.Max(end - start, 6));
                var features = example.Features.AsSpan(example.FeatureEnds[start]..example.FeatureEnds[end]);
                var sum = 0f;
                foreach (var feature in features) sum += _weights[feature];
                var score = Bias + sum * norm;
                var error = weight * ((1 / (1 + MathF.Exp(-score))) - (example.IsAttack ? 1 : 0));
                var step = error * norm;
                foreach (var feature in features)
                {
                    var gradient = step + settings.Ridge * _weights[feature];
                    gradients[feature] += gradient * gradient;
                    _weights[feature] -= settings.Rate * gradient / MathF.Sqrt(gradients[feature]);
                }

                biasGradient += error * error;
                Bias -= settings.Rate * error / MathF.Sqrt(biasGradient);
            }
        }
    }

    private readonly record struct Window(Example Example, int Start, int End, float Weight);
}

/// <summary>How to learn.</summary>
internal sealed record Settings(int Epochs = 16, float Rate = .1f, float Ridge = 1e-4f, float AttackWeight = 1.5f, float StackRidge = 1e-3f);
