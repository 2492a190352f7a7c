using Microsoft.Extensions.Logging;
using Reprise.Cache.Keys;
using Reprise.Embeddings;
using Reprise.Encryption;
using Reprise.Interactions;

namespace Reprise.Cache.Entries;

/// <summary>
/// The entries and their vectors as one: added together, removed together, and mended where one of the two lags behind the other. Safe for any number of threads.
/// </summary>
/// <remarks>
/// The entries lead. An addition writes the entry and then the vector, so that an entry without a vector is what a crash leaves, and catching up finds it behind
/// the file's mark. A removal removes the entry and then the vector, so that a vector without an entry is what a crash leaves: it leads to nothing and is dropped
/// when met. What removes entries must go through here or be content with that.
/// </remarks>
public sealed partial class CacheIndex : IDisposable, IAsyncDisposable
{
    private const int MostMatches = 64;

    /// <summary>Searches again after stale vectors took the places of live ones.</summary>
    private const int MostSearches = 3;

    private const int RemovalStep = 500;

    private readonly ICacheEntries _entries;
    private readonly EntryEmbedder _embedder;
    private readonly string _path;
    private readonly ISealer? _sealer;
    private readonly ILogger<CacheIndex> _logger;
    private readonly Lock _adding = new();
    private readonly FillLine _line = new();
    private CacheVectors? _vectors;
    private VectorFill? _fill;

    /// <param name="entries">Not opened yet. Who made it disposes of it, after this.</param>
    /// <param name="embedder">The model of all vectors here.</param>
    /// <param name="vectorFile">Where vectors are kept, in a folder that exists once the entries are open. Nobody else may have it open.</param>
    /// <param name="time">For the patience with a remote model.</param>
    /// <param name="logger">Is told what was lost or made again.</param>
    /// <param name="sealer">Seals the file of vectors; null where encryption is off.</param>
    public CacheIndex(ICacheEntries entries, IEmbedder embedder, string vectorFile, TimeProvider time, ILogger<CacheIndex> logger, ISealer? sealer = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentException.ThrowIfNullOrEmpty(vectorFile);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        (_entries, _path, _logger, _sealer) = (entries, vectorFile, logger, sealer);
        _embedder = new EntryEmbedder(embedder, time, logger);
    }

    /// <summary>Whose vectors these are.</summary>
    public EmbedderIdentity Model => _embedder.Model;

    /// <summary>Values in a vector.</summary>
    public int Dimensions => Model.Dimensions;

    /// <summary>The entries, for reading, for <see cref="ICacheEntries.Update"/> and for notes. Add and remove through the index.</summary>
    public ICacheEntries Entries => _entries;

    /// <summary>Counts up when damaged entries are begun anew: what was there, notes too, is gone.</summary>
    public int Epoch => Vectors.Epoch;

    public CacheIndexState State => _fill?.State ?? new CacheIndexState(CacheIndexPhase.Closed, 0, 0, null);

    private CacheVectors Vectors => _vectors ?? throw new InvalidOperationException("The cache index is not open.");

    /// <summary>
    /// Opens both. Vectors that are missing, damaged or of another model are made again from the entries' texts in the background, see <see cref="State"/>; lookups
    /// work meanwhile.
    /// </summary>
    /// <exception cref="CacheEntriesException">One of the two files cannot be used now. It may be tried again.</exception>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_vectors is not null) throw new InvalidOperationException("The cache index is open already.");
        var found = _entries.Open();
        _vectors = CacheVectors.Open(_path, Model, found, _entries, _logger, out var why, out var mark, _sealer);
        _line.FallBehind(mark);
        _fill = new VectorFill(_entries, _vectors, _embedder, _line, why, _logger);
        _fill.Start();
        return Task.CompletedTask;
    }

    public IReadOnlyList<CacheEntry> FindExact(CacheKey key, int most)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _entries.FindExact(key.Exact, most);
    }

    /// <summary>The vector of a text, for at least <see cref="Model"/>'s dimensions.</summary>
    public ValueTask<EmbedOutcome> EmbedAsync(string text, Memory<float> vector, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (vector.Length < Model.Dimensions) throw new ArgumentException($"A vector of {Model.Dimensions} values does not fit into {vector.Length}.", nameof(vector));
        return _embedder.EmbedAsync(text, vector, cancellationToken);
    }

    /// <summary>Entries of the key's partition whose vectors are nearest, best first, 64 at most. Vectors whose entries turn out to be gone are dropped.</summary>
    public IReadOnlyList<SimilarEntry> FindSimilar(PartitionKey partition, ReadOnlySpan<float> vector, float atLeast, int most)
    {
        Span<VectorMatch> matches = stackalloc VectorMatch[Math.Clamp(most, 0, MostMatches)];
        var similar = new List<SimilarEntry>(matches.Length);
        var epoch = Vectors.Epoch;
        for (var search = 0; search < MostSearches; search++)
        {
            similar.Clear();
            var found = Vectors.Index.Search(partition, vector[..Model.Dimensions], atLeast, matches);
            var stale = 0;
            foreach (var match in matches[..found])
            {
                // The partition is compared too: a number that means another entry than its vector must not lead anywhere.
                if (_entries.Find(match.Id) is { } entry && entry.Partition == partition) similar.Add(new SimilarEntry(entry, match.Similarity));
                else
                {
                    Vectors.DropStale(match.Id);
                    stale++;
                }
            }

            if (stale == 0 || found < matches.Length) break;
        }

        // Numbers that meant other entries when the vectors were searched.
        if (Vectors.Epoch != epoch) similar.Clear();
        return similar;
    }

    /// <summary>
    /// Adds entries and makes their vectors. When it returns, exact lookups find them, and semantic ones do unless the model could not be asked: then catching up
    /// brings the vectors later.
    /// </summary>
    public async Task AddAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0) return;
        var vectors = Vectors;
        var fill = _fill!;
        cancellationToken.ThrowIfCancellationRequested();
        CacheEntriesAdded added;
        FillLine.AddedRange range;
        int epoch;
        // Together, or another addition could move the mark past numbers that are given but not yet under way.
        lock (_adding)
        {
            epoch = vectors.Epoch;
            added = _entries.Add(entries);
            range = _line.Begin(added.Numbers[0], added.Numbers[^1]);
        }

        var isDone = false;
        try
        {
            vectors.Remove(added.Replaced);
            var targets = new List<VectorTarget>(entries.Count);
            for (var i = 0; i < entries.Count; i++)
            {
                if (_embedder.CanRead(entries[i].Text) && !added.Replaced.Contains(added.Numbers[i])) targets.Add(new VectorTarget(added.Numbers[i], entries[i].Partition, entries[i].Text!));
            }

            isDone = await fill.MakeAsync(targets, epoch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _line.End(range, isDone);
        }
    }

    /// <summary>Removes entries and their vectors.</summary>
    /// <returns>How many entries there were.</returns>
    public int Remove(IReadOnlyList<long> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var removed = _entries.Remove(numbers);
        Vectors.Remove(numbers);
        return removed;
    }

    /// <summary>
    /// Writes what is waiting, begins damaged entries anew, and goes on with vectors that could not be made. To be called every few seconds, and when the server ends.
    /// </summary>
    /// <param name="toDisk">Also waits until the disk has the vectors.</param>
    /// <exception cref="CacheEntriesException">Something could not be written. The next call tries again.</exception>
    public void Flush(bool toDisk)
    {
        var (vectors, fill) = (Vectors, _fill!);
        try
        {
            _entries.Flush();
        }
        catch (CacheEntriesException e) when (e.IsDamage)
        {
            BeginAnew(vectors);
        }

        vectors.Mark(_line.Value);
        vectors.Flush(toDisk);
        fill.Start();
    }

    /// <summary>No file of the cache then holds what was removed from it, those set aside as damaged included.</summary>
    /// <exception cref="CacheEntriesException">Something could not be written. The next call tries again.</exception>
    public void Scrub()
    {
        Flush(toDisk: true);
        _entries.Scrub();
        Vectors.Scrub();
        _entries.DropSetAside(TimeSpan.Zero);
    }

    /// <summary>Removes entries in small steps, so that others write in between.</summary>
    /// <param name="project">Only of this one; of all when null.</param>
    /// <param name="policy">Only of this one; of all when null.</param>
    /// <param name="condition">Which of them.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>How many there were.</returns>
    public async Task<long> RemoveAsync(string? project, string? policy, Predicate<CacheEntry> condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var (after, removed) = (0L, 0L);
        while (_entries.List(project, policy, after, RemovalStep) is { Count: > 0 } step)
        {
            after = step[^1].Number;
            var numbers = step.Where(entry => condition(entry)).Select(entry => entry.Number).ToList();
            if (numbers.Count > 0) removed += Remove(numbers);
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return removed;
    }

    /// <summary>What the vectors hold in memory.</summary>
    public VectorMemory Measure() => Vectors.Index.Measure();

    /// <summary>Stops the work in the background and closes the vectors; the entries stay open.</summary>
    public void Dispose()
    {
        _fill?.Dispose();
        _vectors?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _fill?.Dispose();
        if (_fill is not null) await _fill.Ended.ConfigureAwait(false);
        _vectors?.Dispose();
    }

    /// <summary>The entries turned out to be damaged while in use. Whoever reads the record finds its notes gone and adds them again.</summary>
    private void BeginAnew(CacheVectors vectors)
    {
        lock (_adding)
        {
            if (_entries.Open() != CacheEntriesState.Damaged) return;
            _line.Restart();
            vectors.BeginAnew();
        }

        Log.BegunAnew(_logger);
    }

    private static partial class Log
    {
        [LoggerMessage(2002, LogLevel.Warning, "The entries of the cache were damaged and are begun anew; they are filled again from the record")]
        public static partial void BegunAnew(ILogger logger);
    }
}

public readonly record struct SimilarEntry(CacheEntry Entry, float Similarity);
