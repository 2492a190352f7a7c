using Reprise.Cache.Entries;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Entries;

/// <summary>What a crash, another model or a damaged file leaves, and how it is made whole again.</summary>
public sealed class CacheIndexMendingTests : IDisposable
{
    private readonly IndexStage _stage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_there_after_closing_and_opening_and_no_vector_is_made_again()
    {
        var embedder = new TroubledEmbedder();
        _stage.Embedder = embedder;
        var all = IndexStage.Many(300).ToList();
        var index = await _stage.OpenAsync();
        await index.AddAsync(all, Cancellation);
        index.Flush(toDisk: true);
        await index.DisposeAsync();
        var again = await _stage.OpenAsync();
        embedder.Texts.ShouldBe(300);
        await IndexStage.ShouldFindAllAsync(again, all);
        _stage.Log.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crash_between_entry_and_vector_loses_neither()
    {
        var all = IndexStage.Many(90).ToList();
        var index = await _stage.OpenAsync();
        await index.AddAsync(all[..30], Cancellation);
        index.Flush(toDisk: true);
        // These have vectors, but not in the file.
        await index.AddAsync(all[30..60], Cancellation);
        await _stage.CrashAsync(index);
        // These have not even that.
        _stage.Entries.Add(all[60..]);
        await IndexStage.ShouldFindAllAsync(await _stage.OpenAsync(), all);
    }

    [Fact]
    public async Task A_crash_before_the_vectors_were_ever_written_makes_them_again()
    {
        var all = IndexStage.Many(20).ToList();
        _stage.Entries.Open();
        _stage.Entries.Add(all);
        await IndexStage.ShouldFindAllAsync(await _stage.OpenAsync(), all);
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_a_removal_never_brings_the_entry_back()
    {
        var all = IndexStage.Many(50).ToList();
        var index = await _stage.OpenAsync();
        await index.AddAsync(all, Cancellation);
        index.Flush(toDisk: true);
        index.Remove([.. index.Entries.List(null, null, 0, 10).Select(entry => entry.Number)]);
        await _stage.CrashAsync(index);
        var again = await _stage.OpenAsync();
        foreach (var gone in all[..10])
        {
            again.FindExact(IndexStage.Key(gone.Text!), 1).ShouldBeEmpty();
            (await IndexStage.FindAsync(again, gone.Text!, most: 1)).ShouldNotContain(gone.Text);
        }

        again.Measure().Entries.ShouldBe(40, "vectors that led nowhere are dropped");
    }

    [Fact]
    public async Task A_crash_while_a_slow_model_is_asked_leaves_nothing_behind_the_mark()
    {
        var gate = new TaskCompletionSource();
        var embedder = new TroubledEmbedder();
        _stage.Embedder = embedder;
        var index = await _stage.OpenAsync();
        embedder.Hold = token => gate.Task.WaitAsync(token);
        var slow = index.AddAsync([.. IndexStage.Many(5)], Cancellation);
        embedder.Hold = null;
        await index.AddAsync([.. IndexStage.Many(5, from: 5)], Cancellation);
        index.Flush(toDisk: true);
        await _stage.CrashAsync(index);
        gate.SetResult();
        await Should.ThrowAsync<ObjectDisposedException>(() => slow);
        await IndexStage.ShouldFindAllAsync(await _stage.OpenAsync(), IndexStage.Many(10));
    }

    [Fact]
    public async Task Vectors_ahead_of_entries_that_a_power_cut_took_do_not_become_those_of_others()
    {
        var index = await _stage.OpenAsync();
        await index.AddAsync([IndexStage.Entry("a question that stays")], Cancellation);
        await index.AddAsync([IndexStage.Entry("how to fly to the moon"), IndexStage.Entry("how to fly to the sun")], Cancellation);
        index.Flush(toDisk: true);
        await index.DisposeAsync();
        // The disk kept the vectors and lost the last entries, whose numbers are given again.
        _stage.Entries = new InMemoryCacheEntries();
        _stage.Entries.Open();
        _stage.Entries.Add([IndexStage.Entry("a question that stays")]);
        var again = await _stage.OpenAsync();
        _stage.Log.All.ShouldHaveSingleItem().ShouldContain("2 vectors without an entry");
        await again.AddAsync([IndexStage.Entry("which soup is served today") with { Text = null }, IndexStage.Entry("who repairs old clocks")], Cancellation);
        (await IndexStage.FindAsync(again, "how to fly to the moon", 0.7f)).ShouldBeEmpty();
        await _stage.CrashAsync(again);
        await IndexStage.ShouldFindAllAsync(await _stage.OpenAsync(), [IndexStage.Entry("a question that stays"), IndexStage.Entry("who repairs old clocks")]);
    }

    [Fact]
    public async Task Another_model_makes_all_vectors_again_and_says_so_while_exact_hits_work()
    {
        var all = IndexStage.Many(700).ToList();
        var first = await _stage.OpenAsync();
        await first.AddAsync(all, Cancellation);
        await first.DisposeAsync();

        var steps = new SemaphoreSlim(0);
        var embedder = new TroubledEmbedder { Hold = token => steps.WaitAsync(token) };
        _stage.Embedder = embedder;
        var index = await _stage.OpenAsync(andWait: false);
        index.State.ShouldBe(new CacheIndexState(CacheIndexPhase.Rebuilding, 0, 700, "The vectors are of another model."));
        index.FindExact(IndexStage.Key(all[3].Text!), 1).Count.ShouldBe(1);
        // One page of 256 texts is four batches.
        steps.Release(4);
        await Eventually.HoldsAsync("the first page is done", () => index.State.Done == 256);
        var vector = new float[256];
        Reprise.Embeddings.StaticEmbedder.Shared.TryEmbed(all[3].Text, vector);
        index.FindSimilar(IndexStage.Partition, vector, 0.95f, 1).ShouldHaveSingleItem();
        Reprise.Embeddings.StaticEmbedder.Shared.TryEmbed(all[699].Text, vector);
        index.FindSimilar(IndexStage.Partition, vector, 0.9999f, 1).ShouldBeEmpty();

        // Entries come and go meanwhile.
        index.Remove([.. index.FindExact(IndexStage.Key(all[600].Text!), 1).Select(entry => entry.Number)]);
        steps.Release(100);
        await index.AddAsync([IndexStage.Entry("added while vectors are made")], Cancellation);
        await Eventually.HoldsAsync("all vectors are there", () => index.State.Phase == CacheIndexPhase.Ready);
        index.Measure().Entries.ShouldBe(700);
        index.State.Why.ShouldBeNull();
        _stage.Log.All.ShouldContain(line => line.Contains("another model"));
        await Eventually.HoldsAsync("it says how many", () => _stage.Log.All.Any(line => line.Contains("made again: 700") || line.Contains("made again: 699")));
    }

    [Fact]
    public async Task A_rebuild_that_was_broken_off_goes_on_where_it_was_written()
    {
        _stage.Entries.Open();
        _stage.Entries.Add([.. IndexStage.Many(600)]);
        var steps = new SemaphoreSlim(4);
        var embedder = new TroubledEmbedder { Hold = token => steps.WaitAsync(token) };
        _stage.Embedder = embedder;
        var index = await _stage.OpenAsync(andWait: false);
        await Eventually.HoldsAsync("the first page is done", () => index.State.Done == 256);
        index.Flush(toDisk: false);
        await _stage.CrashAsync(index);
        embedder.Hold = null;
        var before = embedder.Texts;
        await IndexStage.ShouldFindAllAsync(await _stage.OpenAsync(), IndexStage.Many(600).Take(20).Concat(IndexStage.Many(20, from: 580)));
        (embedder.Texts - before).ShouldBeInRange(600 - 256, 600 - 256 + 40, "what the file has is not made again; 40 are those asked for here");
    }

    [Fact]
    public async Task A_vector_file_damaged_anywhere_is_made_again_and_said_so_or_holds_what_it_held()
    {
        var seed = Embeddings.Vectors.Seed();
        var random = new Random(seed);
        var all = IndexStage.Many(40).ToList();
        var index = await _stage.OpenAsync();
        await index.AddAsync(all, Cancellation);
        index.Remove([.. index.Entries.List(null, null, 0, 5).Select(entry => entry.Number)]);
        index.Flush(toDisk: true);
        await index.DisposeAsync();
        var whole = await File.ReadAllBytesAsync(_stage.VectorFile, Cancellation);
        for (var round = 0; round < 40; round++)
        {
            var bytes = (byte[])whole.Clone();
            var at = random.Next(bytes.Length);
            if (round % 4 == 0) bytes = bytes[..at];
            else for (var i = at; i < Math.Min(bytes.Length, at + random.Next(1, 3000)); i++) bytes[i] ^= (byte)random.Next(1, 256);
            await File.WriteAllBytesAsync(_stage.VectorFile, bytes, Cancellation);
            var again = await _stage.OpenAsync();
            await IndexStage.ShouldFindAllAsync(again, all[5..]);
            again.Measure().Entries.ShouldBe(35, $"seed {seed}, round {round}, byte {at}");
            await again.DisposeAsync();
        }

        _stage.Log.All.ShouldContain(line => line.StartsWith("Warning: The vectors of the cache in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_begun_anew_leave_no_vector_of_the_old_ones()
    {
        var index = await _stage.OpenAsync();
        await index.AddAsync([.. IndexStage.Many(30)], Cancellation);
        await index.DisposeAsync();
        _stage.Entries = new InMemoryCacheEntries();
        var again = await _stage.OpenAsync();
        again.Measure().Entries.ShouldBe(0);
        await again.AddAsync([.. IndexStage.Many(3, from: 100)], Cancellation);
        (await IndexStage.FindAsync(again, IndexStage.Many(1).Single().Text!, 0.9999f)).ShouldBeEmpty();
    }

    public void Dispose() => _stage.Dispose();
}
