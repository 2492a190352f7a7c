using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>What is deleted from the record leaves the cache too, whatever the cache was doing meanwhile: its entries hold what people asked.</summary>
public sealed class ErasureSpec
{
    private static readonly string s_question = CacheStage.Question("What does my doctor say?");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_deleted_while_the_entries_cannot_be_opened_is_gone_from_them_once_they_are()
    {
        var entries = new TroubledEntries();
        await using var stage = await CacheStage.StartAsync(null, entries.StandBefore);
        await stage.KeepAsync(s_question);
        var again = new TroubledEntries { IsClosed = true };
        await stage.RestartAsync(null, again.StandBefore, isOpen: false);

        (await DeleteAllAsync(stage)).ShouldBe(1);
        again.IsClosed = false;

        await Eventually.HoldsAsync("the cache is open", () => stage.Server.Services.GetRequiredService<CacheOpening>().IsOpen);
        await Eventually.HoldsAsync("the entry is gone", () => stage.Index.Entries.List(null, null, 0, 10).Count == 0);
    }

    [Fact]
    public async Task What_is_deleted_on_its_way_to_becoming_an_entry_becomes_none_for_long()
    {
        var entries = new TroubledEntries();
        await using var stage = await CacheStage.StartAsync(null, entries.StandBefore);
        entries.Gate.Reset();
        var reply = await stage.SendAsync(s_question);
        await stage.Server.RecordedAsync(InteractionId.Parse(reply.Id));
        await Eventually.HoldsAsync("the entry is about to be added", () => entries.WaitingAdds == 1);

        (await DeleteAllAsync(stage)).ShouldBe(1);
        entries.Gate.Set();

        await Eventually.HoldsAsync("the entry was added", () => stage.Counters.Added == 1);
        await Eventually.HoldsAsync("the entry is gone", () => stage.Index.Entries.List(null, null, 0, 10).Count == 0);
    }

    [Fact]
    public async Task A_sweep_that_the_store_could_not_answer_is_made_again()
    {
        var store = new RecordHasTheLastWordSpec.SharedStore();
        await using var stage = await CacheStage.StartAsync(null, RecordHasTheLastWordSpec.OnSharedStore(store), "Cache:SyncInterval=00:00:00.100");
        await stage.KeepAsync(s_question);
        store.IsSearchDown = true;

        (await DeleteAllAsync(stage)).ShouldBe(1);
        var failed = store.FailedSearches;
        await Eventually.HoldsAsync("sweeps fail", () => store.FailedSearches > failed + 10);
        store.IsSearchDown = false;

        await Eventually.HoldsAsync("the entry is gone", () => stage.Index.Entries.List(null, null, 0, 10).Count == 0);
    }

    [Fact]
    public async Task What_another_server_deleted_leaves_the_entries_though_nobody_asks_for_it()
    {
        var store = new RecordHasTheLastWordSpec.SharedStore();
        await using var stage = await CacheStage.StartAsync(null, RecordHasTheLastWordSpec.OnSharedStore(store), "Cache:SyncInterval=00:00:00.100", "Cache:SweepInterval=00:00:01");
        await stage.KeepAsync(s_question);

        (await store.DeleteAsync(new InteractionQuery { Project = Projects.Default }, Cancellation)).ShouldBe(1);

        await Eventually.HoldsAsync("the entry is gone", () => stage.Index.Entries.List(null, null, 0, 10).Count == 0);
    }

    [Fact]
    public async Task Damaged_entries_that_were_set_aside_go_when_something_is_deleted_and_not_when_nothing_is()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);
        string[] aside = [];
        await stage.RestartAsync(folder =>
        {
            File.WriteAllText(Path.Combine(folder, "cache.db"), "not a database: What does my doctor say?");
            foreach (var beside in Directory.GetFiles(folder, "cache.db-*")) File.Delete(beside);
        });
        string[] Aside() => Directory.GetFiles(stage.Server.DataFolder, "cache.db.damaged-*");
        aside = Aside();
        aside.Length.ShouldBe(1);

        var nothing = new InteractionQuery { Project = Projects.Default, To = DateTimeOffset.UnixEpoch };
        (await stage.Server.Store.DeleteAsync(nothing, Cancellation)).ShouldBe(0);
        Aside().ShouldBe(aside);
        (await DeleteAllAsync(stage)).ShouldBe(1);

        await Eventually.HoldsAsync("the file is gone", () => Aside().Length == 0);
    }

    [Fact]
    public async Task Damaged_entries_that_were_set_aside_go_after_a_week()
    {
        await using var stage = await CacheStage.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        string Name(TimeSpan age) => string.Create(CultureInfo.InvariantCulture, $"cache.db.damaged-{now - age:yyyyMMdd'T'HHmmssfff'Z'}");
        await stage.RestartAsync(folder =>
        {
            foreach (var days in new[] { 6.9, 7.1 }) File.WriteAllText(Path.Combine(folder, Name(TimeSpan.FromDays(days))), "damaged");
            File.WriteAllText(Path.Combine(folder, Name(TimeSpan.FromDays(7.1)) + "-wal"), "damaged");
        });

        await Eventually.HoldsAsync("the older one is gone", () => Directory.GetFiles(stage.Server.DataFolder, "cache.db.damaged-*").Length == 1);
        File.Exists(Path.Combine(stage.Server.DataFolder, Name(TimeSpan.FromDays(6.9)))).ShouldBeTrue();
    }

    private static Task<long> DeleteAllAsync(CacheStage stage) => stage.Server.Store.DeleteAsync(new InteractionQuery { Project = Projects.Default }, Cancellation);
}
