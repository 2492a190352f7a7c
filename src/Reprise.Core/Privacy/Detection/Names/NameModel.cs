namespace Reprise.Privacy.Detection.Names;

/// <summary>Says how likely a word is part of a person's name: a sum of learned weights. Trained by <c>eng/privacy</c>; read once.</summary>
internal sealed class NameModel
{
    /// <summary>What a unit of a stored weight counts.</summary>
    public const double Scale = 24;
    private readonly sbyte[] _weights;

    public NameModel(sbyte[] weights)
    {
        if (weights.Length != NameFeatures.Size) throw new InvalidDataException($"The name model has {weights.Length} weights; {NameFeatures.Size} are needed.");
        _weights = weights;
    }

    public static NameModel BuiltIn { get; } = Load();

    /// <summary>The logarithm of the odds.</summary>
    public double Score(ReadOnlySpan<ushort> features)
    {
        var sum = 0;
        foreach (var feature in features) sum += _weights[feature];
        return sum / Scale;
    }

    private static NameModel Load()
    {
        using var stream = typeof(NameModel).Assembly.GetManifestResourceStream("Reprise.Privacy.names.bin") ?? throw new InvalidOperationException("The name model is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new NameModel(Array.ConvertAll(bytes, static value => (sbyte)value));
    }
}
