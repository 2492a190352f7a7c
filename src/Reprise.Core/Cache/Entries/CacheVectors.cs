using Microsoft.Extensions.Logging;
using Reprise.Embeddings;
using Reprise.Encryption;

namespace Reprise.Cache.Entries;

/// <summary>The vectors of the entries, in memory and in their file, as the index of the cache needs them. Safe for any number of threads.</summary>
internal sealed partial class CacheVectors : IDisposable
{
    private readonly VectorIndexFile _file;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private int _epoch;
    private long _removals;
    private long _mark;

    private CacheVectors(VectorIndexFile file, ILogger logger) => (_file, _logger) = (file, logger);

    public VectorIndex Index => _file.Index;

    /// <summary>Counts up when the entries are begun anew, and numbers with them.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Counts up with each removal, before its vectors go.</summary>
    public long Removals => Volatile.Read(ref _removals);

    /// <summary>Why the file does not hold the latest vectors; null when it does.</summary>
    public string? Fault => _file.Fault?.Message;

    /// <param name="path">The file.</param>
    /// <param name="model">Whose vectors are wanted.</param>
    /// <param name="found">How the entries were found. Vectors of entries that are no more are of no use.</param>
    /// <param name="entries">Open.</param>
    /// <param name="logger">Is told what is wrong.</param>
    /// <param name="why">Why all vectors are to be made again; null when they are not.</param>
    /// <param name="mark">Behind which number entries have to be looked at.</param>
    /// <param name="sealer">Seals the file; null where encryption is off.</param>
    public static CacheVectors Open(string path, EmbedderIdentity model, CacheEntriesState found, ICacheEntries entries, ILogger logger, out string? why, out long mark, ISealer? sealer = null)
    {
        try
        {
            // Numbers begin again at 1 with new entries, so that none of the old vectors may be met under one.
            if (found != CacheEntriesState.Opened) Discard(path);
            var vectors = new CacheVectors(VectorIndexFile.Open(path, new VectorIndex(model), out var load, sealer), logger);
            why = WhyRebuilt(load, found);
            if (why is not null && found == CacheEntriesState.Opened && load.State != VectorFileState.New) Log.Rebuilding(logger, path, why);
            mark = load.NeedsRebuild ? 0 : vectors.DropUnknown(entries, load);
            return vectors;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CacheEntriesException($"The vectors of the cache in '{path}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Adds the vector of an entry that got its number in an epoch; nothing happens when that is over, or when the vector has no direction.</summary>
    public void Add(long number, PartitionKey partition, ReadOnlySpan<float> vector, int epoch)
    {
        lock (_gate)
        {
            if (epoch == _epoch) _file.Add(number, partition, vector);
        }
    }

    public void Remove(IReadOnlyList<long> numbers)
    {
        if (numbers.Count == 0) return;
        Interlocked.Increment(ref _removals);
        foreach (var number in numbers) _file.Remove(number);
    }

    /// <summary>A vector that led to no entry.</summary>
    public void DropStale(long number)
    {
        if (_file.Remove(number)) Log.Stale(_logger, number);
    }

    /// <summary>Begins an epoch without vectors.</summary>
    public void BeginAnew()
    {
        lock (_gate)
        {
            _epoch++;
            foreach (var number in Numbers()) _file.Remove(number);
            Mark(0);
        }

        Flush(toDisk: true);
    }

    /// <summary>Notes that every entry up to a number has its vector in the file or cannot have one.</summary>
    public void Mark(long number)
    {
        if (Interlocked.Exchange(ref _mark, number) != number) _file.Mark(number);
    }

    /// <exception cref="CacheEntriesException">It could not be written; the index is whole.</exception>
    public void Flush(bool toDisk)
    {
        try
        {
            _file.Flush(toDisk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CacheEntriesException($"The vectors of the cache cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The file then holds no vector that was removed.</summary>
    /// <exception cref="CacheEntriesException">It could not be written.</exception>
    public void Scrub()
    {
        try
        {
            _file.Scrub();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CacheEntriesException($"The vectors of the cache cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>All numbers that have a vector.</summary>
    private List<long> Numbers()
    {
        var numbers = new List<long>(Index.Count);
        Index.ForEach((number, _, _) => numbers.Add(number));
        return numbers;
    }

    /// <summary>
    /// Drops vectors without an entry. After a lost power supply the file of vectors can be ahead of the entries, whose next numbers would be those of other
    /// entries' vectors: from the highest number down, until one has its entry. When the end of the file was lost, removals were too, and all are looked at.
    /// </summary>
    /// <returns>Behind which number entries have to be looked at.</returns>
    private long DropUnknown(ICacheEntries entries, VectorFileLoad load)
    {
        var numbers = Numbers();
        numbers.Sort();
        var (dropped, highest) = (0, 0L);
        for (var i = numbers.Count - 1; i >= 0; i--)
        {
            if (entries.Find(numbers[i]) is not null)
            {
                highest = Math.Max(highest, numbers[i]);
                if (load.State == VectorFileState.Loaded) break;
                continue;
            }

            _file.Remove(numbers[i]);
            dropped++;
        }

        // A mark whose entry is gone may be of numbers that will be given again.
        var mark = load.Mark ?? 0;
        if (entries.Find(mark) is null) mark = Math.Min(mark, highest);
        _mark = load.Mark ?? 0;
        Mark(mark);
        if (load.State == VectorFileState.Loaded && dropped == 0) return mark;
        Log.Mended(_logger, load.Detail ?? "It was ahead of the entries.", dropped);
        // Before any of those numbers is given to another entry.
        _file.Flush(toDisk: true);
        return mark;
    }

    /// <summary>Empty first and on the disk, so that a power cut does not bring it back beside new entries.</summary>
    private static void Discard(string path)
    {
        if (!File.Exists(path)) return;
        using (var file = new FileStream(path, FileMode.Truncate, FileAccess.Write, FileShare.None)) file.Flush(flushToDisk: true);
        File.Delete(path);
    }

    private static string? WhyRebuilt(VectorFileLoad load, CacheEntriesState found) => load.State switch
    {
        VectorFileState.New when found == CacheEntriesState.Opened => "There was no file of vectors.",
        VectorFileState.OtherModel or VectorFileState.Damaged => load.Detail,
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(2003, LogLevel.Warning, "The vectors of the cache in {Path} are made again from its texts: {Why}")]
        public static partial void Rebuilding(ILogger logger, string path, string why);

        [LoggerMessage(2004, LogLevel.Warning, "The file of the cache's vectors was mended. {Why} {Dropped} vectors without an entry are dropped")]
        public static partial void Mended(ILogger logger, string why, int dropped);

        [LoggerMessage(2005, LogLevel.Debug, "The vector of entry {Number} led to no entry and is dropped")]
        public static partial void Stale(ILogger logger, long number);
    }
}
