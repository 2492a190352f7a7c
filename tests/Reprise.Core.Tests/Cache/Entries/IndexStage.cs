using Microsoft.Extensions.Logging;
using Reprise.Cache.Entries;
using Reprise.Cache.Keys;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Entries;

/// <summary>An index of the cache over entries in memory, which outlive it, and a vector file in a folder of its own.</summary>
internal sealed class IndexStage : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<CacheIndex> _opened = [];

    public ICacheEntries Entries { get; set; } = new InMemoryCacheEntries();

    public IEmbedder Embedder { get; set; } = StaticEmbedder.Shared;

    public ManualTimeProvider Time { get; } = new();

    public LogLines Log { get; } = new();

    public string VectorFile => _folder.File("cache.vectors");

    public static PartitionKey Partition { get; } = PartitionKey.Of("partition"u8);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens one more; the one before is to be closed, or else to be lost with <see cref="Crash"/>.</summary>
    public async Task<CacheIndex> OpenAsync(bool andWait = true)
    {
        var index = new CacheIndex(Entries, Embedder, VectorFile, Time, Log);
        _opened.Add(index);
        await index.OpenAsync(Cancellation);
        if (andWait) await Eventually.HoldsAsync("the index is ready", () => index.State.Phase == CacheIndexPhase.Ready);
        return index;
    }

    /// <summary>The vector file as it is now, with nothing that is still in memory, takes the place of what closing the index leaves.</summary>
    public async Task CrashAsync(CacheIndex index)
    {
        var kept = File.Exists(VectorFile) ? await ReadSharedAsync(VectorFile) : null;
        await index.DisposeAsync();
        if (kept is null) File.Delete(VectorFile);
        else await File.WriteAllBytesAsync(VectorFile, kept, Cancellation);
    }

    public static CacheEntry Entry(string text, string project = "shop", string policy = "default", DateTimeOffset? at = null) => new()
    {
        Project = project,
        Policy = policy,
        Source = InteractionId.FromForeign(project + policy + text),
        Timestamp = at ?? new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero),
        Partition = Partition,
        Exact = Key(text).Exact,
        Text = text,
    };

    public static CacheKey Key(string text) => new() { Partition = Partition, Exact = PartitionKey.Of(System.Text.Encoding.UTF8.GetBytes("exact " + text)), Text = text };

    public static IEnumerable<CacheEntry> Many(int count, int from = 0) => Enumerable.Range(from, count).Select(i => Entry($"Question number {i} about subject {i * 7919 % 1000} and thing {i}"));

    /// <summary>Texts found by a text, nearest first.</summary>
    public static async Task<List<string?>> FindAsync(CacheIndex index, string text, float atLeast = 0.95f, int most = 8)
    {
        var vector = new float[index.Model.Dimensions];
        if (await index.EmbedAsync(text, vector, Cancellation) != EmbedOutcome.Embedded) return [];
        return [.. index.FindSimilar(Partition, vector, atLeast, most).Select(found => found.Entry.Text)];
    }

    public static async Task ShouldFindAllAsync(CacheIndex index, IEnumerable<CacheEntry> entries)
    {
        foreach (var entry in entries)
        {
            index.FindExact(Key(entry.Text!), 1).ShouldHaveSingleItem().Text.ShouldBe(entry.Text);
            (await FindAsync(index, entry.Text!, most: 1)).ShouldBe([entry.Text]);
        }
    }

    public void Dispose()
    {
        foreach (var index in _opened) index.Dispose();
        _folder.Dispose();
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        // The index has the file for itself; a name of its own is a way around.
        var copy = path + ".copy";
        File.Delete(copy);
        using (var process = System.Diagnostics.Process.Start("cp", [path, copy])) await process.WaitForExitAsync(Cancellation);
        return await File.ReadAllBytesAsync(copy, Cancellation);
    }
}

/// <summary>What was logged.</summary>
internal sealed class LogLines : ILogger<CacheIndex>
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock) _lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
