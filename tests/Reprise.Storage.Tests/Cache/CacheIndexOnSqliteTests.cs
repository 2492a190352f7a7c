using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Cache.Entries;
using Reprise.Cache.Keys;
using Reprise.Embeddings;
using Reprise.Storage.Sqlite.Cache;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Cache;

/// <summary>The index of the cache over entries in a file.</summary>
public sealed class CacheIndexOnSqliteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_files_are_opened_again_and_agree()
    {
        using (var entries = Entries())
        {
            await using var index = await OpenAsync(entries);
            await index.AddAsync([.. Enumerable.Range(0, 300).Select(Entry)], Cancellation);
            index.Remove([3, 4]).ShouldBe(2);
            index.Flush(toDisk: true);
        }

        using var again = Entries();
        await using var opened = await OpenAsync(again);
        opened.Measure().Entries.ShouldBe(298);
        (await FindAsync(opened, 17)).ShouldBe(Entry(17).Text);
        (await FindAsync(opened, 2)).ShouldNotBe(Entry(2).Text, "entry 3 is gone");
    }

    [Fact]
    public async Task Entries_damaged_while_in_use_are_begun_anew_with_their_vectors_and_fill_again()
    {
        using var entries = Entries();
        await using var index = await OpenAsync(entries);
        await index.AddAsync([.. Enumerable.Range(0, 300).Select(Entry)], Cancellation);
        entries.SetNote("position", "300");
        entries.Remove([1]);
        // The log is empty now, and all is in the file, of which everything but the first page goes.
        entries.Flush();
        await using (var file = new FileStream(_folder.File("cache.db"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[file.Length - 4096], Cancellation);
        }

        Should.Throw<CacheEntriesException>(() =>
        {
            for (var number = 2L; number < 300; number++) entries.Find(number);
            entries.List(null, null, 0, 1000);
        }).IsDamage.ShouldBeTrue();
        index.Flush(toDisk: false);
        index.Measure().Entries.ShouldBe(0);
        entries.Note("position").ShouldBeNull("whoever fills from the record begins again");

        // The same numbers mean other entries now.
        await index.AddAsync([.. Enumerable.Range(500, 20).Select(Entry)], Cancellation);
        (await FindAsync(index, 5)).ShouldNotBe(Entry(5).Text);
        (await FindAsync(index, 505)).ShouldBe(Entry(505).Text);
        await Eventually.HoldsAsync("the index is ready", () => index.State.Phase == CacheIndexPhase.Ready);
        index.Measure().Entries.ShouldBe(20);
    }

    [Fact]
    public async Task A_missing_file_of_entries_takes_the_vectors_with_it()
    {
        using (var entries = Entries())
        {
            await using var index = await OpenAsync(entries);
            await index.AddAsync([.. Enumerable.Range(0, 30).Select(Entry)], Cancellation);
        }

        File.Delete(_folder.File("cache.db"));
        using var again = Entries();
        await using var opened = await OpenAsync(again);
        opened.Measure().Entries.ShouldBe(0);
        await opened.AddAsync([.. Enumerable.Range(100, 3).Select(Entry)], Cancellation);
        (await FindAsync(opened, 1)).ShouldNotBe(Entry(1).Text);
    }

    public void Dispose() => _folder.Dispose();

    private SqliteCacheEntries Entries() => new(_folder.File("cache.db"), TimeProvider.System);

    private async Task<CacheIndex> OpenAsync(SqliteCacheEntries entries)
    {
        var index = new CacheIndex(entries, StaticEmbedder.Shared, _folder.File("cache.vectors"), TimeProvider.System, NullLogger<CacheIndex>.Instance);
        await index.OpenAsync(Cancellation);
        await Eventually.HoldsAsync("the index is ready", () => index.State.Phase == CacheIndexPhase.Ready);
        return index;
    }

    private static CacheEntry Entry(int number) => CacheSamples.Entry("source " + number, "exact " + number, $"Question {number} about subject {number * 7919 % 1000}");

    /// <summary>The text of the nearest entry to an entry's own text.</summary>
    private static async Task<string?> FindAsync(CacheIndex index, int number)
    {
        var (entry, vector) = (Entry(number), new float[index.Dimensions]);
        (await index.EmbedAsync(entry.Text!, vector, Cancellation)).ShouldBe(EmbedOutcome.Embedded);
        return index.FindSimilar(entry.Partition, vector, 0.5f, 1) is [{ Entry: var found }] ? found.Text : null;
    }
}
