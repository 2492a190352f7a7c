namespace Reprise.Embeddings;

/// <summary>Turns texts into vectors whose cosine says how alike they are. Safe for any number of threads.</summary>
/// <remarks>Two in this project: <see cref="StaticEmbedder"/> and <see cref="TransformerEmbedder"/>. The server adds those of others: an OpenAI-compatible endpoint, an <c>IEmbeddingGenerator</c>.</remarks>
public interface IEmbedder
{
    /// <summary>Which model this is. Vectors of two identities are never compared.</summary>
    EmbedderIdentity Identity { get; }

    /// <summary>
    /// Texts of at most so many UTF-16 characters are read to their end. A longer one may be cut off, so that two texts with the same beginning get the same
    /// vector: whoever decides by vectors refuses it beforehand.
    /// </summary>
    int LongestText { get; }

    /// <summary>Writes one vector of length 1 for each text, one behind the other; all zeros for a text in which there is nothing to read, such as an empty one.</summary>
    /// <param name="texts">Any texts at all, in any number.</param>
    /// <param name="vectors">At least <c>texts.Length × Identity.Dimensions</c> values.</param>
    /// <param name="cancellationToken">Stops waiting for a remote model.</param>
    /// <exception cref="ArgumentException"><paramref name="vectors"/> is too short.</exception>
    ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken);
}
