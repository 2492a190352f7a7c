using System.Buffers;
using Microsoft.Extensions.Logging;
using Reprise.Embeddings;

namespace Reprise.Cache.Entries;

/// <summary>A text whose vector is wanted.</summary>
internal readonly record struct VectorTarget(long Number, PartitionKey Partition, string Text);

/// <summary>
/// Makes vectors: of what is being added at once, and in the background of entries that have none, page by page from the lowest number on. Stops when the model
/// cannot be asked, and goes on when started again.
/// </summary>
internal sealed partial class VectorFill(ICacheEntries entries, CacheVectors vectors, EntryEmbedder embedder, FillLine line, string? whyRebuilt, ILogger logger) : IDisposable
{
    private const int PageSize = 256;

    /// <summary>Texts given to the model at once.</summary>
    private const int BatchSize = 64;

    /// <summary>Texts tried alone after their batch failed: one that the model refuses must not keep the others from their vectors, and a model that is away must not be asked for each.</summary>
    private const int MostRefused = 3;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private Task _run = Task.CompletedTask;
    private string? _trouble;
    private long _done;
    private volatile bool _isRebuilding = whyRebuilt is not null;

    /// <summary>Completes when nothing is being made in the background.</summary>
    public Task Ended
    {
        get
        {
            lock (_gate) return _run;
        }
    }

    public CacheIndexState State
    {
        get
        {
            if (_cancellation.IsCancellationRequested) return new CacheIndexState(CacheIndexPhase.Closed, 0, 0, null);
            var total = entries.Count().Sum(count => count.Entries);
            var why = _trouble ?? vectors.Fault;
            if (line.Next.Behind is null) return new CacheIndexState(CacheIndexPhase.Ready, total, total, why);
            var done = Math.Min(Volatile.Read(ref _done), total);
            return _isRebuilding ? new CacheIndexState(CacheIndexPhase.Rebuilding, done, total, why ?? whyRebuilt) : new CacheIndexState(CacheIndexPhase.CatchingUp, done, total, why);
        }
    }

    /// <summary>Goes on in the background when there is something to do and nobody does it.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (!_run.IsCompleted || line.Next.Behind is null || _cancellation.IsCancellationRequested) return;
            // Taken here: by the time the task runs, the source may have been disposed.
            var cancellation = _cancellation.Token;
            _run = Task.Run(() => RunAsync(cancellation), CancellationToken.None);
        }
    }

    /// <summary>Stops what is being made in the background, without waiting for <see cref="Ended"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_cancellation.IsCancellationRequested) return;
            _cancellation.Cancel();
            _cancellation.Dispose();
        }
    }

    /// <summary>Makes and adds the vectors of entries that got their numbers in an epoch of the vectors. False when the model could not be asked; some may be there then.</summary>
    public async ValueTask<bool> MakeAsync(IReadOnlyList<VectorTarget> targets, int epoch, CancellationToken cancellationToken)
    {
        if (targets.Count == 0) return true;
        var removals = vectors.Removals;
        var dimensions = embedder.Model.Dimensions;
        var size = Math.Min(BatchSize, targets.Count);
        var (texts, buffer) = (new string[size], ArrayPool<float>.Shared.Rent(size * dimensions));
        for (var start = 0; start < targets.Count; start += size)
        {
            var count = Math.Min(size, targets.Count - start);
            for (var i = 0; i < count; i++) texts[i] = targets[start + i].Text;
            // When it fails or is cancelled the buffer is left to the collector: a model that is slow to stop may still write into it.
            if (!await embedder.TryEmbedAllAsync(texts.AsMemory(0, count), buffer.AsMemory(0, count * dimensions), cancellationToken).ConfigureAwait(false)) return false;
            for (var i = 0; i < count; i++) vectors.Add(targets[start + i].Number, targets[start + i].Partition, buffer.AsSpan(i * dimensions, dimensions), epoch);
        }

        ArrayPool<float>.Shared.Return(buffer);
        // Whoever removed one meanwhile may have looked for its vector before it was there.
        if (vectors.Removals != removals) vectors.Remove([.. targets.Select(target => target.Number).Where(number => entries.Find(number) is null)]);
        return true;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (line.Next is { Behind: { } behind } next)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var epoch = vectors.Epoch;
                var page = entries.List(null, null, behind, PageSize);
                if (page.Count == 0)
                {
                    if (line.TryFinish(behind, next.Stamp)) Finish();
                    continue;
                }

                if (!await MakePageAsync(page, epoch, cancellationToken).ConfigureAwait(false)) return;
                line.Advance(behind, page[^1].Number, next.Stamp);
                vectors.Mark(line.Value);
                Interlocked.Add(ref _done, page.Count);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever fails while all is being closed is made good at the next start: the mark has not moved.
        }
        catch (CacheEntriesException e)
        {
            _trouble = e.Message;
            Log.Stopped(logger, e.Message);
        }
    }

    private async ValueTask<bool> MakePageAsync(IReadOnlyList<CacheEntry> page, int epoch, CancellationToken cancellationToken)
    {
        var targets = page.Where(entry => embedder.CanRead(entry.Text) && !line.IsUnderWay(entry.Number) && !vectors.Index.Contains(entry.Number))
            .Select(entry => new VectorTarget(entry.Number, entry.Partition, entry.Text!)).ToList();
        if (await MakeAsync(targets, epoch, cancellationToken).ConfigureAwait(false) || await MakeOneByOneAsync(targets, epoch, cancellationToken).ConfigureAwait(false))
        {
            _trouble = null;
            return true;
        }

        _trouble = "The embedding model cannot be asked.";
        return false;
    }

    private async ValueTask<bool> MakeOneByOneAsync(List<VectorTarget> targets, int epoch, CancellationToken cancellationToken)
    {
        var (made, refused) = (0, new List<long>());
        foreach (var target in targets)
        {
            if (await MakeAsync([target], epoch, cancellationToken).ConfigureAwait(false)) made++;
            else refused.Add(target.Number);
            if (made == 0 && refused.Count == MostRefused) return false;
        }

        if (made == 0) return false;
        foreach (var number in refused) Log.Refused(logger, number);
        return true;
    }

    private void Finish()
    {
        if (_isRebuilding) Log.Rebuilt(logger, Volatile.Read(ref _done));
        _isRebuilding = false;
        Interlocked.Exchange(ref _done, 0);
        vectors.Mark(line.Value);
        // Once, so that nobody has to make them again.
        vectors.Flush(toDisk: true);
    }

    private static partial class Log
    {
        [LoggerMessage(2006, LogLevel.Warning, "Making the vectors of the cache stopped and will be tried again: {Why}")]
        public static partial void Stopped(ILogger logger, string why);

        [LoggerMessage(2007, LogLevel.Warning, "The embedding model refuses the text of entry {Number} of the cache; only exact matches find it")]
        public static partial void Refused(ILogger logger, long number);

        [LoggerMessage(2008, LogLevel.Information, "The vectors of the cache are made again: {Entries} entries")]
        public static partial void Rebuilt(ILogger logger, long entries);
    }
}
