namespace Reprise.Embeddings.Transformer;

/// <summary>Scale and shift of a layer norm.</summary>
internal sealed class Norm(SafetensorsFile file, string name, int width)
{
    private readonly float[] _scale = file.Read(name + ".weight", width);
    private readonly float[] _shift = file.Read(name + ".bias", width);

    /// <summary>Adds another to each row and brings it to the model's own mean and variance.</summary>
    public void Add(Span<float> rows, ReadOnlySpan<float> other, float epsilon) => Functions.AddAndNormalize(rows, other, _scale, _shift, epsilon);
}
