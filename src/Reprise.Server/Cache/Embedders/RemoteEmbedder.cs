using Reprise.Embeddings;

namespace Reprise.Server.Cache.Embedders;

/// <summary>What models that others run have in common: texts go out in batches, and those in which there is nothing to read stay here.</summary>
internal abstract class RemoteEmbedder(EmbedderIdentity identity, int longestText, int batchSize) : IEmbedder
{
    public EmbedderIdentity Identity => identity;

    public int LongestText => longestText;

    /// <exception cref="EmbedderException">The model cannot be asked, or what it answered is no vector of its own.</exception>
    public async ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken)
    {
        var dimensions = identity.Dimensions;
        if (vectors.Length / dimensions < texts.Length) throw new ArgumentException($"{texts.Length} vectors of {dimensions} values do not fit into {vectors.Length}.", nameof(vectors));
        vectors.Span[..(texts.Length * dimensions)].Clear();
        // Endpoints refuse empty texts, some with the whole batch.
        var readable = Enumerable.Range(0, texts.Length).Where(i => !string.IsNullOrWhiteSpace(texts.Span[i])).ToArray();
        foreach (var batch in readable.Chunk(batchSize))
        {
            var answer = new float[batch.Length * dimensions];
            await AskAsync([.. batch.Select(i => texts.Span[i])], answer, cancellationToken);
            for (var i = 0; i < batch.Length; i++)
            {
                var vector = answer.AsSpan(i * dimensions, dimensions);
                ForeignVector.Accept(vector);
                vector.CopyTo(vectors.Span[(batch[i] * dimensions)..]);
            }
        }
    }

    /// <summary>One request, never tried again.</summary>
    /// <param name="texts">At least one, none of them blank.</param>
    /// <param name="vectors">One behind the other, as they came.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EmbedderException">As above.</exception>
    protected abstract Task AskAsync(string[] texts, float[] vectors, CancellationToken cancellationToken);
}
