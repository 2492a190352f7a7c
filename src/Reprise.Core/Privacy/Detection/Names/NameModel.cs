namespace Reprise.Privacy.Detection.Names;

/// <summary>Says how likely a word is part of a person's name: a sum of learned weights. Trained by <c>eng/privacy</c>; read once.</summary>
internal sealed class NameModel
{
    /// <summary>What a unit of a stored weight counts.</summary>
    public const double Scale = 24;

    /// <summary>
    /// Texts without persons are to be left alone, so a word has to be surer than even odds. At this point 4 of 422 innocent texts are touched by models that were
    /// trained on others; at 0 it would be 13, for names found at 0.79 in place of 0.63 (build-names --folds 8, 20 November 2026).
    /// </summary>
    private const double Confidence = -1.5;
    private readonly sbyte[] _weights;
    private readonly double _bias;

    /// <param name="weights">One for each feature.</param>
    /// <param name="bias">Added to every score; below zero for surer names and fewer of them.</param>
    public NameModel(sbyte[] weights, double bias = 0)
    {
        if (weights.Length != NameFeatures.Size) throw new InvalidDataException($"The name model has {weights.Length} weights; {NameFeatures.Size} are needed.");
        _weights = weights;
        _bias = bias;
    }

    public static NameModel BuiltIn { get; } = Load();

    /// <summary>The logarithm of the odds.</summary>
    public double Score(ReadOnlySpan<ushort> features)
    {
        var sum = 0;
        foreach (var feature in features) sum += _weights[feature];
        return sum / Scale + _bias;
    }

    private static NameModel Load()
    {
        using var stream = typeof(NameModel).Assembly.GetManifestResourceStream("Reprise.Privacy.names.bin") ?? throw new InvalidOperationException("The name model is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new NameModel(Array.ConvertAll(bytes, static value => (sbyte)value), Confidence);
    }
}
