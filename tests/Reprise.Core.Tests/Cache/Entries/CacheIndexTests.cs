using Reprise.Cache.Entries;
using Reprise.Cache.Keys;
using Reprise.Embeddings;

namespace Reprise.Core.Tests.Cache.Entries;

public sealed class CacheIndexTests : IDisposable
{
    private readonly IndexStage _stage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_added_is_found_exactly_and_by_other_words()
    {
        var index = await _stage.OpenAsync();
        await index.AddAsync([IndexStage.Entry("How do I change the delivery address of my order?"), IndexStage.Entry("Which colours does the blue bicycle come in?")], Cancellation);
        index.FindExact(IndexStage.Key("How do I change the delivery address of my order?"), 5).ShouldHaveSingleItem();
        index.FindExact(IndexStage.Key("How do I change the delivery address of my order"), 5).ShouldBeEmpty();
        (await IndexStage.FindAsync(index, "How can I change the delivery address of my order?", 0.8f)).ShouldBe(["How do I change the delivery address of my order?"]);
    }

    [Fact]
    public async Task The_most_similar_comes_first_and_only_from_its_partition()
    {
        var index = await _stage.OpenAsync();
        await index.AddAsync([IndexStage.Entry("delete my old invoice"), IndexStage.Entry("delete my old invoices please"), IndexStage.Entry("delete my old invoice now") with { Partition = PartitionKey.Of("elsewhere"u8) }], Cancellation);
        (await IndexStage.FindAsync(index, "delete my old invoice", 0.5f)).ShouldBe(["delete my old invoice", "delete my old invoices please"]);
        (await IndexStage.FindAsync(index, "delete my old invoice", 0.5f, most: 1)).ShouldBe(["delete my old invoice"]);
        (await IndexStage.FindAsync(index, "delete my old invoice", 0.5f, most: 0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_without_a_text_or_with_nothing_to_read_is_found_exactly_only()
    {
        var index = await _stage.OpenAsync();
        await index.AddAsync([IndexStage.Entry("a") with { Text = null }, IndexStage.Entry("b") with { Text = "  \n " }, IndexStage.Entry("c") with { Text = "" }], Cancellation);
        index.FindExact(IndexStage.Key("a"), 1).Count.ShouldBe(1);
        index.FindExact(IndexStage.Key("b"), 1).Count.ShouldBe(1);
        index.Measure().Entries.ShouldBe(0);
        (await index.EmbedAsync("", new float[256], Cancellation)).ShouldBe(EmbedOutcome.Nothing);
        index.FindSimilar(IndexStage.Partition, new float[256], -1, 8).ShouldBeEmpty();
    }

    [Fact]
    public async Task Asking_the_built_in_model_and_finding_allocates_only_what_is_found()
    {
        var index = await _stage.OpenAsync();
        await index.AddAsync([IndexStage.Entry("where is the harbour")], Cancellation);
        var vector = new float[256];
        for (var i = 0; i < 50; i++) (await index.EmbedAsync("something else entirely", vector, Cancellation)).ShouldBe(EmbedOutcome.Embedded);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = index.EmbedAsync("something else entirely", vector, Cancellation);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        answer.IsCompletedSuccessfully.ShouldBeTrue();
        allocated.ShouldBe(0);
    }

    [Fact]
    public async Task A_replaced_source_is_found_by_its_new_text_only()
    {
        var index = await _stage.OpenAsync();
        var first = IndexStage.Entry("What does the old contract say?");
        await index.AddAsync([first], Cancellation);
        await index.AddAsync([IndexStage.Entry("Where does the ship go tomorrow?") with { Source = first.Source }], Cancellation);
        (await IndexStage.FindAsync(index, "What does the old contract say?")).ShouldBeEmpty();
        (await IndexStage.FindAsync(index, "Where does the ship go tomorrow?")).Count.ShouldBe(1);
        index.Measure().Entries.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_removed_is_found_by_nobody()
    {
        var index = await _stage.OpenAsync();
        var all = IndexStage.Many(40).ToList();
        await index.AddAsync(all, Cancellation);
        var gone = index.FindExact(IndexStage.Key(all[7].Text!), 1)[0].Number;
        index.Remove([gone, gone, 999]).ShouldBe(1);
        index.Remove([index.FindExact(IndexStage.Key(all[8].Text!), 1)[0].Number]).ShouldBe(1);
        (await IndexStage.FindAsync(index, all[7].Text!, most: 1)).ShouldNotContain(all[7].Text);
        index.FindExact(IndexStage.Key(all[8].Text!), 1).ShouldBeEmpty();
        index.Measure().Entries.ShouldBe(38);
    }

    [Fact]
    public async Task Whole_partitions_policies_and_everything_too_old_can_be_removed()
    {
        var index = await _stage.OpenAsync();
        var now = _stage.Time.GetUtcNow();
        var elsewhere = PartitionKey.Of("elsewhere"u8);
        await index.AddAsync([
            IndexStage.Entry("young one", at: now.AddHours(-1)), IndexStage.Entry("old one", at: now.AddHours(-30)), IndexStage.Entry("old pinned one", at: now.AddHours(-30)) with { IsPinned = true },
            IndexStage.Entry("one that ended", at: now.AddHours(-1)) with { Expires = now.AddSeconds(-1) }, IndexStage.Entry("one that ends", at: now.AddHours(-1)) with { Expires = now.AddSeconds(1) },
            IndexStage.Entry("old one without limit", policy: "patient", at: now.AddHours(-30)), IndexStage.Entry("other part", policy: "patient") with { Partition = elsewhere, Text = null },
        ], Cancellation);
        (await index.RemoveAsync(null, null, entry => !entry.IsPinned && (entry.Expires <= now || (entry.Policy == "default" && now - entry.Timestamp > TimeSpan.FromHours(24))), Cancellation)).ShouldBe(2);
        index.Entries.List(null, null, 0, 99).Select(entry => entry.Text).ShouldBe(["young one", "old pinned one", "one that ends", "old one without limit", null]);
        (await index.RemoveAsync("shop", "patient", entry => entry.Partition == elsewhere, Cancellation)).ShouldBe(1);
        (await index.RemoveAsync("shop", "default", _ => true, Cancellation)).ShouldBe(3);
        index.Measure().Entries.ShouldBe(1);
    }

    [Fact]
    public async Task A_vector_whose_entry_is_gone_leads_nowhere_and_is_dropped()
    {
        var index = await _stage.OpenAsync();
        var all = Enumerable.Range(0, 20).Select(i => IndexStage.Entry("the very same words") with { Source = Interactions.InteractionIdOf(i) }).ToList();
        await index.AddAsync(all, Cancellation);
        var numbers = _stage.Entries.List(null, null, 0, 99).Select(entry => entry.Number).ToList();
        // Behind the index's back, as a crash between the two removals would leave it. The newest are those that are found first.
        _stage.Entries.Remove([.. numbers.Skip(10)]);
        (await IndexStage.FindAsync(index, "the very same words", most: 5)).Count.ShouldBe(5);
        index.Measure().Entries.ShouldBe(10);
    }

    [Fact]
    public async Task A_vector_whose_number_means_an_entry_elsewhere_leads_nowhere()
    {
        var index = await _stage.OpenAsync();
        await index.AddAsync([IndexStage.Entry("a secret of one tenant")], Cancellation);
        await index.DisposeAsync();
        // Another's entries in the place of ours, with the same numbers.
        _stage.Entries = new InMemoryCacheEntries();
        _stage.Entries.Open();
        _stage.Entries.Add([IndexStage.Entry("something else", project: "other") with { Partition = PartitionKey.Of("of another"u8) }]);
        var again = await _stage.OpenAsync();
        (await IndexStage.FindAsync(again, "a secret of one tenant", 0.5f)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Before_it_is_opened_it_says_so()
    {
        using var index = new CacheIndex(_stage.Entries, _stage.Embedder, _stage.VectorFile, _stage.Time, _stage.Log);
        index.State.Phase.ShouldBe(CacheIndexPhase.Closed);
        Should.Throw<InvalidOperationException>(() => index.FindSimilar(IndexStage.Partition, new float[256], 0, 1));
        await Should.ThrowAsync<InvalidOperationException>(() => index.AddAsync([IndexStage.Entry("a")], Cancellation));
        await index.OpenAsync(Cancellation);
        await Should.ThrowAsync<InvalidOperationException>(() => index.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task Many_threads_add_find_and_remove_and_both_sides_agree_in_the_end()
    {
        var seed = Embeddings.Vectors.Seed();
        var index = await _stage.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(() => WorkAsync(index, worker, new Random(seed + worker)), Cancellation)));
        index.Flush(toDisk: false);
        await ShouldAgreeAsync(index, seed);
        await index.DisposeAsync();
        await ShouldAgreeAsync(await _stage.OpenAsync(), seed);
    }

    public void Dispose() => _stage.Dispose();

    private static async Task WorkAsync(CacheIndex index, int worker, Random random)
    {
        for (var round = 0; round < 60; round++)
        {
            var which = random.Next(200);
            var text = $"Question number {which} about subject {which * 7919 % 1000}";
            switch (random.Next(4))
            {
                case 0:
                    index.Remove([.. index.FindExact(IndexStage.Key(text), 2).Select(entry => entry.Number)]);
                    break;
                case 1:
                    // What is found is an entry of that partition, with a text; it may be another than asked for.
                    (await IndexStage.FindAsync(index, text, 0.5f)).ShouldAllBe(found => found!.StartsWith("Question", StringComparison.Ordinal));
                    break;
                case 2 when worker == 0:
                    index.Flush(toDisk: false);
                    break;
                default:
                    await index.AddAsync([IndexStage.Entry(text)], Cancellation);
                    break;
            }
        }
    }

    private static async Task ShouldAgreeAsync(CacheIndex index, int seed)
    {
        var entries = index.Entries.List(null, null, 0, int.MaxValue);
        entries.Count.ShouldBeGreaterThan(10, $"seed {seed}");
        index.Measure().Entries.ShouldBe(entries.Count, $"seed {seed}");
        foreach (var entry in entries) (await IndexStage.FindAsync(index, entry.Text!, most: 1)).ShouldBe([entry.Text], $"seed {seed}");
    }

    private static class Interactions
    {
        public static Reprise.Interactions.InteractionId InteractionIdOf(int number) => Reprise.Interactions.InteractionId.FromForeign("source " + number);
    }
}
