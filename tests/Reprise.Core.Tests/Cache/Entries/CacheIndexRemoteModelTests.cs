using Reprise.Cache.Entries;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Entries;

/// <summary>With a model that is slow, away, or refuses texts.</summary>
public sealed class CacheIndexRemoteModelTests : IDisposable
{
    private readonly IndexStage _stage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_model_is_away_entries_are_kept_and_get_their_vectors_when_it_is_back()
    {
        var embedder = new TroubledEmbedder { IsAway = true };
        _stage.Embedder = embedder;
        var all = IndexStage.Many(10).ToList();
        var index = await _stage.OpenAsync();
        await index.AddAsync(all, Cancellation);
        index.FindExact(IndexStage.Key(all[0].Text!), 1).Count.ShouldBe(1);
        (await IndexStage.FindAsync(index, all[0].Text!)).ShouldBeEmpty();
        index.State.Phase.ShouldBe(CacheIndexPhase.CatchingUp);
        index.Flush(toDisk: false);
        await Eventually.HoldsAsync("it is tried in vain", () => index.State.Why == "The embedding model cannot be asked.");
        embedder.IsAway = false;
        await Eventually.HoldsAsync("the vectors are there", () =>
        {
            index.Flush(toDisk: false);
            return index.State.Phase == CacheIndexPhase.Ready;
        });
        index.State.Why.ShouldBeNull();
        await IndexStage.ShouldFindAllAsync(index, all);
        _stage.Log.All.Count(line => line.Contains("could not be asked")).ShouldBe(1, "once a minute");
    }

    [Fact]
    public async Task A_lookup_does_not_wait_for_ever()
    {
        var embedder = new TroubledEmbedder { Hold = _ => new TaskCompletionSource().Task };
        _stage.Embedder = embedder;
        var index = await _stage.OpenAsync();
        var asked = index.EmbedAsync("where is the harbour", new float[256], Cancellation);
        await Eventually.HoldsAsync("the model is asked", () => embedder.Calls == 1);
        asked.IsCompleted.ShouldBeFalse();
        _stage.Time.Advance(TimeSpan.FromSeconds(11));
        (await asked).ShouldBe(EmbedOutcome.Unavailable);
    }

    [Fact]
    public async Task Whoever_asks_may_stop_waiting()
    {
        _stage.Embedder = new TroubledEmbedder { Hold = _ => new TaskCompletionSource().Task };
        var index = await _stage.OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asked = index.EmbedAsync("where is the harbour", new float[256], stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await asked);
    }

    [Fact]
    public async Task A_text_the_model_refuses_does_not_keep_the_others_from_their_vectors()
    {
        var all = IndexStage.Many(20).ToList();
        _stage.Embedder = new TroubledEmbedder { Refused = all[7].Text };
        var index = await _stage.OpenAsync();
        await index.AddAsync(all, Cancellation);
        index.Flush(toDisk: false);
        await Eventually.HoldsAsync("the others are there", () => index.State.Phase == CacheIndexPhase.Ready);
        index.Measure().Entries.ShouldBe(19);
        await IndexStage.ShouldFindAllAsync(index, [.. all[..7], .. all[8..]]);
    }

    [Fact]
    public async Task Texts_longer_than_the_model_reads_have_no_vector()
    {
        var embedder = new TroubledEmbedder { LongestText = 20 };
        _stage.Embedder = embedder;
        var index = await _stage.OpenAsync();
        await index.AddAsync([IndexStage.Entry("short enough"), IndexStage.Entry("this one is longer than twenty")], Cancellation);
        index.Measure().Entries.ShouldBe(1);
        (await index.EmbedAsync("this one is longer than twenty", new float[256], Cancellation)).ShouldBe(EmbedOutcome.Nothing);
        embedder.Texts.ShouldBe(1);
    }

    [Fact]
    public async Task Additions_ask_the_model_for_many_texts_at_once()
    {
        var embedder = new TroubledEmbedder();
        _stage.Embedder = embedder;
        var index = await _stage.OpenAsync();
        await index.AddAsync([.. IndexStage.Many(128)], Cancellation);
        embedder.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task An_entry_removed_while_its_vector_is_made_leaves_no_vector()
    {
        var gate = new TaskCompletionSource();
        var embedder = new TroubledEmbedder();
        _stage.Embedder = embedder;
        var index = await _stage.OpenAsync();
        embedder.Hold = token => gate.Task.WaitAsync(token);
        var adding = index.AddAsync([.. IndexStage.Many(3)], Cancellation);
        index.Remove([index.Entries.List(null, null, 0, 9)[1].Number]).ShouldBe(1);
        gate.SetResult();
        await adding;
        index.Measure().Entries.ShouldBe(2);
    }

    [Fact]
    public async Task Closing_ends_what_goes_on_in_the_background()
    {
        _stage.Entries.Open();
        _stage.Entries.Add([.. IndexStage.Many(300)]);
        var embedder = new TroubledEmbedder { Hold = token => Task.Delay(Timeout.Infinite, token) };
        _stage.Embedder = embedder;
        var index = await _stage.OpenAsync(andWait: false);
        await Eventually.HoldsAsync("the model is asked", () => embedder.Calls == 1);
        await index.DisposeAsync();
        index.State.Phase.ShouldBe(CacheIndexPhase.Closed);
        index.Dispose();
    }

    public void Dispose() => _stage.Dispose();
}
