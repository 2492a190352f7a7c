using Reprise.Embeddings.Static;

namespace Reprise.Embeddings;

/// <summary>
/// The small model that comes with the house: a sum of learned vectors for word pieces and word pairs. English; other scripts get vectors that tell texts apart
/// without understanding them. No download, no matrix products: a few microseconds for a sentence, nothing allocated. Safe for any number of threads.
/// </summary>
/// <remarks>
/// Reads texts of any length and content; unpaired surrogates and control characters are passed over. The order of words counts only from one word to the next,
/// and in a long text a short difference moves the vector little.
/// </remarks>
public sealed class StaticEmbedder : IEmbedder
{
    /// <summary>How texts become rows, and the beginning of the SHA-256 of the model file: whatever changes either changes this.</summary>
    private const string Version = "1-0b84256c";

    private static readonly Lazy<StaticEmbedder> s_shared = new(() => new StaticEmbedder(StaticModel.LoadBuiltIn()));

    private readonly StaticModel _model;

    internal StaticEmbedder(StaticModel model)
    {
        _model = model;
        Identity = new EmbedderIdentity("reprise-static", Version, model.Dimensions);
    }

    /// <summary>The one instance. The first call loads the model, about 11 MB.</summary>
    public static StaticEmbedder Shared => s_shared.Value;

    public EmbedderIdentity Identity { get; }

    public int LongestText => int.MaxValue;

    /// <summary>Writes the vector of a text, of length 1.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="vector">At least <c>Identity.Dimensions</c> values; those behind are left alone.</param>
    /// <returns>False, and all zeros, when there is nothing to read in the text. Such a vector is like no other.</returns>
    /// <exception cref="ArgumentException"><paramref name="vector"/> is too short.</exception>
    public bool TryEmbed(ReadOnlySpan<char> text, Span<float> vector)
    {
        if (vector.Length < Identity.Dimensions) throw new ArgumentException($"A vector of {Identity.Dimensions} values does not fit into {vector.Length}.", nameof(vector));
        vector = vector[..Identity.Dimensions];
        vector.Clear();
        Span<byte> words = stackalloc byte[RowReader.ScratchSize];
        Span<int> rows = stackalloc int[RowReader.LeastRows];
        var reader = new RowReader(_model, text, words);
        while (reader.Read(rows) is > 0 and var count)
        {
            foreach (var row in rows[..count]) _model.AddRow(row, vector);
        }

        return Normalize(vector);
    }

    /// <summary>Writes the vector of one word, its pieces only, of length 1.</summary>
    /// <param name="word">A word without spaces.</param>
    /// <param name="vector">At least <c>Identity.Dimensions</c> values.</param>
    /// <returns>The length it had: how much the word weighs in the vector of a text. 0, and all zeros, when there is nothing to read.</returns>
    internal float EmbedWord(ReadOnlySpan<char> word, Span<float> vector)
    {
        vector = vector[..Identity.Dimensions];
        vector.Clear();
        Span<byte> words = stackalloc byte[RowReader.ScratchSize];
        Span<int> rows = stackalloc int[RowReader.LeastRows];
        var reader = new RowReader(_model, word, words);
        while (reader.Read(rows) is > 0 and var count)
        {
            foreach (var row in rows[..count])
            {
                if (row < _model.Pieces || row >= _model.Pieces + _model.Pairs) _model.AddRow(row, vector);
            }
        }

        var length = 0.0;
        foreach (var value in vector) length += (double)value * value;
        Normalize(vector);
        return (float)Math.Sqrt(length);
    }

    public ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken)
    {
        if (vectors.Length / Identity.Dimensions < texts.Length) throw new ArgumentException($"{texts.Length} vectors of {Identity.Dimensions} values do not fit into {vectors.Length}.", nameof(vectors));
        for (var i = 0; i < texts.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TryEmbed(texts.Span[i], vectors.Span.Slice(i * Identity.Dimensions, Identity.Dimensions));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Four sums of their own, always in the same order, so that every machine gets the same bits.</summary>
    private static bool Normalize(Span<float> vector)
    {
        double a = 0, b = 0, c = 0, d = 0;
        var i = 0;
        for (; i + 4 <= vector.Length; i += 4)
        {
            a += (double)vector[i] * vector[i];
            b += (double)vector[i + 1] * vector[i + 1];
            c += (double)vector[i + 2] * vector[i + 2];
            d += (double)vector[i + 3] * vector[i + 3];
        }

        for (; i < vector.Length; i++) a += (double)vector[i] * vector[i];
        var norm = (float)Math.Sqrt(a + b + c + d);
        if (!(norm > 0)) return false;
        for (i = 0; i < vector.Length; i++) vector[i] /= norm;
        return true;
    }
}
