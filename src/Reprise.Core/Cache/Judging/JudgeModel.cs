using System.Reflection;
using System.Text.Json;

namespace Reprise.Cache.Judging;

/// <summary>Weights of a judge and what its scores mean. Never changes once read.</summary>
internal sealed class JudgeModel
{
    private readonly float _intercept;
    private readonly float[] _weights;
    private readonly (float Score, float Share)[] _calibration;
    private readonly float _same;

    private JudgeModel(float intercept, float[] weights, (float, float)[] calibration, float same) => (_intercept, _weights, _calibration, _same) = (intercept, weights, calibration, same);

    public IReadOnlyList<float> Weights => _weights;

    public IReadOnlyList<(float Score, float Share)> Calibration => _calibration;

    /// <summary>The models that come with the house: without a second similarity, and with one.</summary>
    public static (JudgeModel Without, JudgeModel With) ReadBuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Reprise.Cache.judge.json") ?? throw new InvalidOperationException("The judge's weights are missing from the assembly.");
        return Read(stream);
    }

    /// <exception cref="InvalidDataException">It is not what the training program writes.</exception>
    public static (JudgeModel Without, JudgeModel With) Read(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        return (Read(document.RootElement.GetProperty("without_second"), PairFeatures.WithoutSecond), Read(document.RootElement.GetProperty("with_second"), PairFeatures.All.Count));
    }

    /// <summary>Share of right ones among texts that only differ in how the same words are written.</summary>
    public float Same => _same;

    /// <summary>Probability that the answer is right.</summary>
    public float Probability(ReadOnlySpan<float> features)
    {
        var probability = Calibrated(features);
        return features[PairFeatures.Same] > 0 ? Math.Max(_same, probability) : probability;
    }

    private float Calibrated(ReadOnlySpan<float> features)
    {
        var score = Score(features);
        if (!(score > _calibration[0].Score)) return _calibration[0].Share;
        for (var i = 1; i < _calibration.Length; i++)
        {
            var (high, low) = (_calibration[i], _calibration[i - 1]);
            if (score < high.Score) return low.Share + (high.Share - low.Share) * (score - low.Score) / (high.Score - low.Score);
        }

        return _calibration[^1].Share;
    }

    public float Score(ReadOnlySpan<float> features)
    {
        var score = _intercept;
        for (var i = 0; i < _weights.Length; i++) score += _weights[i] * features[i];
        return score;
    }

    private static JudgeModel Read(JsonElement model, int count)
    {
        var named = model.GetProperty("weights");
        var weights = new float[count];
        for (var i = 0; i < count; i++) weights[i] = named.TryGetProperty(PairFeatures.All[i].Name, out var weight) ? weight.GetSingle() : 0;
        var calibration = model.GetProperty("calibration").EnumerateArray().Select(point => (point[0].GetSingle(), point[1].GetSingle())).ToArray();
        if (calibration.Length == 0) throw new InvalidDataException("The judge's weights have no calibration.");
        return new JudgeModel(model.GetProperty("intercept").GetSingle(), weights, calibration, model.GetProperty("same").GetSingle());
    }
}
