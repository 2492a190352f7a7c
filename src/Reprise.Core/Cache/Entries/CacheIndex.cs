using Reprise.Cache.Keys;
using Reprise.Embeddings;

namespace Reprise.Cache.Entries;

/// <summary>
/// The entries and their vectors as one: added together, removed together, and mended where one of the two lags behind the other. Safe for any number of threads.
/// </summary>
public sealed class CacheIndex : IDisposable
{
    /// <summary>Opens both; vectors that are missing, damaged or of another model are made again from the entries' texts.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Values in a vector.</summary>
    public int Dimensions => throw new NotSupportedException();

    public IReadOnlyList<CacheEntry> FindExact(CacheKey key, int most) => throw new NotSupportedException();

    /// <summary>The vector of a text; false when there is nothing to read in it, or the embedder could not be asked in time.</summary>
    public ValueTask<bool> TryEmbedAsync(string text, Memory<float> vector, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Entries of the key's partition whose vectors are nearest, best first. Entries that turn out to be gone are dropped from the vectors.</summary>
    public IReadOnlyList<SimilarEntry> FindSimilar(PartitionKey partition, ReadOnlySpan<float> vector, float atLeast, int most) => throw new NotSupportedException();

    public Task AddAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken) => throw new NotSupportedException();

    public int Remove(IReadOnlyList<long> numbers) => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}

public readonly record struct SimilarEntry(CacheEntry Entry, float Similarity);
