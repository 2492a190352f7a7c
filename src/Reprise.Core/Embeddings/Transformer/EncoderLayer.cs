namespace Reprise.Embeddings.Transformer;

/// <summary>One layer: rows look at each other, then each is worked on alone.</summary>
internal sealed class EncoderLayer
{
    private readonly Dense _ask;
    private readonly Dense _gather;
    private readonly Norm _afterGather;
    private readonly Dense _widen;
    private readonly Dense _narrow;
    private readonly Norm _afterNarrow;
    private readonly EncoderShape _shape;

    public EncoderLayer(SafetensorsFile file, EncoderShape shape, int number)
    {
        _shape = shape;
        var (layer, width, inner) = ($"encoder.layer.{number}.", shape.Width, shape.InnerWidth);
        // Question, key and value of a row in one product.
        string[] three = ["attention.self.query", "attention.self.key", "attention.self.value"];
        _ask = new Dense([.. three.SelectMany(part => file.Read($"{layer}{part}.weight", width, width))], [.. three.SelectMany(part => file.Read($"{layer}{part}.bias", width))], width);
        _gather = Matrix("attention.output.dense", width, width);
        _afterGather = new Norm(file, layer + "attention.output.LayerNorm", width);
        _widen = Matrix("intermediate.dense", width, inner);
        _narrow = Matrix("output.dense", inner, width);
        _afterNarrow = new Norm(file, layer + "output.LayerNorm", width);

        Dense Matrix(string name, int from, int to) => new(file.Read($"{layer}{name}.weight", to, from), file.Read($"{layer}{name}.bias", to), from);
    }

    /// <summary>Changes the rows in place.</summary>
    /// <param name="rows">As many as there are pieces, each of the width of the model.</param>
    /// <param name="count">Pieces.</param>
    /// <param name="one">Room for <c>count × width</c>.</param>
    /// <param name="wide">Room for <c>count ×</c> the larger of three widths and the inner width.</param>
    /// <param name="shares">Room for <c>count</c>, rounded up to eight.</param>
    public void Apply(Span<float> rows, int count, Span<float> one, Span<float> wide, Span<float> shares)
    {
        // The order of the paper's figure, with the sums' norms behind them as BERT has them.
        _ask.Apply(rows, count, wide);
        Attention.Mix(wide, count, _shape.Heads, _shape.Width, shares, one);
        _gather.Apply(one, count, wide);
        _afterGather.Add(rows, wide, _shape.Epsilon);
        _widen.Apply(rows, count, wide);
        Functions.Gelu(wide[..(count * _shape.InnerWidth)]);
        _narrow.Apply(wide, count, one);
        _afterNarrow.Add(rows, one, _shape.Epsilon);
    }
}
