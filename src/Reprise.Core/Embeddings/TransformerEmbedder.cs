using System.Security.Cryptography;
using Reprise.Embeddings.Transformer;

namespace Reprise.Embeddings;

/// <summary>
/// A small BERT encoder such as all-MiniLM-L6-v2, computed here in managed code, from a folder that holds its <c>config.json</c>, <c>tokenizer.json</c> and one
/// <c>*.safetensors</c> file. It knows word order and meaning that <see cref="StaticEmbedder"/> does not, for about a thousand times the work. Safe for any number of
/// threads; nothing is allocated for a text but scratch from the shared pool.
/// </summary>
/// <remarks>
/// Texts of up to 254 word pieces get the vector that the model's own library gives them (mean of the last layer, length 1). A longer text is read in windows of about
/// equal size, whose rows all count the same, where the library would leave out the rest. Special pieces such as <c>[SEP]</c> in a text are read as the letters they are.
/// </remarks>
public sealed class TransformerEmbedder : IEmbedder
{
    /// <summary>Word pieces of one window, with the one before and the one behind it.</summary>
    internal const int MostPieces = 256;

    private const int MostWindows = 12;
    private const int MostPiecesOfText = MostWindows * (MostPieces - 2);

    /// <summary>One UTF-16 character makes three pieces at the most: a Hangul syllable, taken apart.</summary>
    private const int PiecesOfOneCharacter = 3;

    /// <summary>How texts become vectors; a change that gives other vectors counts this up.</summary>
    private const string Method = "1";

    private readonly WordPieces _pieces;
    private readonly Encoder _encoder;

    private TransformerEmbedder(WordPieces pieces, Encoder encoder, EmbedderIdentity identity) => (_pieces, _encoder, Identity) = (pieces, encoder, identity);

    public EmbedderIdentity Identity { get; }

    public int LongestText => MostPiecesOfText / PiecesOfOneCharacter;

    /// <summary>Reads a model; about a quarter of a second and 70 MB for all-MiniLM-L6-v2.</summary>
    /// <param name="folder">Where the three files lie.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or of another kind of model; the message says which and why.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TransformerEmbedder Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new InvalidDataException("The folder of the model does not exist.");
        var (config, tokenizer, weights) = (Bytes("config.json"), Bytes("tokenizer.json"), Weights(folder));
        var shape = EncoderShape.Read(config);
        var pieces = WordPieces.Read(tokenizer, shape.Vocabulary);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(config);
        hash.AppendData(tokenizer);
        using (var file = File.OpenRead(weights)) hash.AppendData(SHA256.HashData(file));
        using var tensors = SafetensorsFile.Open(weights);
        var encoder = new Encoder(tensors, shape);
        var version = $"{Method}-{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}";
        return new TransformerEmbedder(pieces, encoder, new EmbedderIdentity($"bert-{shape.Layers}x{shape.Width}", version, shape.Width));

        byte[] Bytes(string name) => File.Exists(Path.Combine(folder, name)) ? File.ReadAllBytes(Path.Combine(folder, name)) : throw new InvalidDataException($"The folder of the model has no {name}.");
    }

    /// <inheritdoc cref="Embed(ReadOnlySpan{char}, Span{float}, CancellationToken)"/>
    public TransformerReading Embed(ReadOnlySpan<char> text, Span<float> vector) => Embed(text, vector, CancellationToken.None);

    /// <summary>Writes the vector of a text, of length 1; all zeros when <see cref="TransformerReading.Nothing"/> comes back.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="vector">At least <c>Identity.Dimensions</c> values; those behind are left alone.</param>
    /// <param name="cancellationToken">Asked every few milliseconds; what is in the vector after that means nothing.</param>
    /// <returns>How much of the text is in the vector.</returns>
    /// <exception cref="ArgumentException"><paramref name="vector"/> is too short.</exception>
    public TransformerReading Embed(ReadOnlySpan<char> text, Span<float> vector, CancellationToken cancellationToken)
    {
        if (vector.Length < Identity.Dimensions) throw new ArgumentException($"A vector of {Identity.Dimensions} values does not fit into {vector.Length}.", nameof(vector));
        vector = vector[..Identity.Dimensions];
        vector.Clear();
        Span<int> all = stackalloc int[MostPiecesOfText];
        var reading = WordPieceReader.Read(_pieces, text, all);
        // Words that are all unknown are all alike to the model: two such texts would be the same to it.
        if (reading.KnownWords == 0) return TransformerReading.Nothing;
        all = all[..reading.Count];
        var windows = (all.Length + MostPieces - 3) / (MostPieces - 2);
        var size = (all.Length + windows - 1) / windows;
        Span<int> window = stackalloc int[size + 2];
        for (var at = 0; at < all.Length; at += size)
        {
            var pieces = all.Slice(at, Math.Min(size, all.Length - at));
            window[0] = _pieces.First;
            pieces.CopyTo(window[1..]);
            window[pieces.Length + 1] = _pieces.Last;
            _encoder.AddRows(window[..(pieces.Length + 2)], vector, cancellationToken);
        }

        if (!TryScale(vector)) return TransformerReading.Nothing;
        return reading.Cut ? TransformerReading.Cut : all.Contains(_pieces.Unknown) ? TransformerReading.WithUnknownWords : TransformerReading.Whole;
    }

    public ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken)
    {
        if (vectors.Length / Identity.Dimensions < texts.Length) throw new ArgumentException($"{texts.Length} vectors of {Identity.Dimensions} values do not fit into {vectors.Length}.", nameof(vectors));
        for (var i = 0; i < texts.Length; i++)
        {
            Embed(texts.Span[i], vectors.Span.Slice(i * Identity.Dimensions, Identity.Dimensions), cancellationToken);
        }

        return ValueTask.CompletedTask;
    }

    private static string Weights(string folder)
    {
        var found = Directory.GetFiles(folder, "*.safetensors");
        return found.Length == 1 ? found[0] : throw new InvalidDataException($"The folder of the model has {found.Length} *.safetensors files; one is expected.");
    }

    private static bool TryScale(Span<float> vector)
    {
        var sum = 0.0;
        foreach (var value in vector) sum += (double)value * value;
        var length = (float)Math.Sqrt(sum);
        if (length > 0 && float.IsFinite(length))
        {
            for (var i = 0; i < vector.Length; i++) vector[i] /= length;
            return true;
        }

        vector.Clear();
        return false;
    }
}
