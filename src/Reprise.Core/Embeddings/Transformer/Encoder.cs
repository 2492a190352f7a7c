using System.Buffers;

namespace Reprise.Embeddings.Transformer;

/// <summary>A BERT encoder with the mean of its last layer on top. Never changes once loaded; safe for any number of threads.</summary>
internal sealed class Encoder
{
    private readonly EncoderShape _shape;
    private readonly Half[] _words;
    private readonly float[] _places;
    private readonly Norm _norm;
    private readonly EncoderLayer[] _layers;

    public Encoder(SafetensorsFile file, EncoderShape shape)
    {
        _shape = shape;
        var width = shape.Width;
        // The largest table by far, of which a text reads a few rows: it stays in half precision.
        _words = file.ReadHalves("embeddings.word_embeddings.weight", shape.Vocabulary, width);
        _places = file.Read("embeddings.position_embeddings.weight", shape.Positions, width);
        // A text has one part only, so what marks the first part is added to every place beforehand.
        var first = file.Read("embeddings.token_type_embeddings.weight", shape.Types, width).AsSpan(0, width);
        for (var i = 0; i < _places.Length; i++) _places[i] += first[i % width];
        _norm = new Norm(file, "embeddings.LayerNorm", width);
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(number => new EncoderLayer(file, shape, number))];
    }

    /// <summary>Adds the last layer's rows of all pieces to <paramref name="sum"/>.</summary>
    /// <param name="pieces">With the ones before and behind the text; at most as many as the model has places.</param>
    /// <param name="sum">As wide as the model.</param>
    /// <param name="cancellationToken">Asked between layers.</param>
    public void AddRows(ReadOnlySpan<int> pieces, Span<float> sum, CancellationToken cancellationToken)
    {
        var wide = Math.Max(3 * _shape.Width, _shape.InnerWidth);
        var buffer = ArrayPool<float>.Shared.Rent(pieces.Length * (2 * _shape.Width + wide + 1) + Dense.Panel);
        try
        {
            AddRows(pieces, sum, buffer, wide, cancellationToken);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    private void AddRows(ReadOnlySpan<int> pieces, Span<float> sum, float[] buffer, int wide, CancellationToken cancellationToken)
    {
        var (count, width) = (pieces.Length, _shape.Width);
        var rows = buffer.AsSpan(0, count * width);
        var one = buffer.AsSpan(count * width, count * width);
        var rest = buffer.AsSpan(2 * count * width);
        for (var i = 0; i < count; i++)
        {
            var word = _words.AsSpan(pieces[i] * width, width);
            for (var j = 0; j < width; j++) rows[i * width + j] = (float)word[j];
        }

        _norm.Add(rows, _places, _shape.Epsilon);
        foreach (var layer in _layers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            layer.Apply(rows, count, one, rest[..(count * wide)], rest[(count * wide)..]);
        }

        for (var i = 0; i < rows.Length; i += width)
        {
            for (var j = 0; j < width; j++) sum[j] += rows[i + j];
        }
    }
}
