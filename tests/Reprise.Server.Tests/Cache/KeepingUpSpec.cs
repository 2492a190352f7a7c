using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Curation;
using Reprise.Cache.Entries;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Server.Cache.Checks;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>Entries outlive the process, and come back from the record where they did not.</summary>
public sealed class KeepingUpSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Fact]
    public async Task Entries_are_there_after_a_restart()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        await stage.RestartAsync();

        (await stage.SendAsync(s_question)).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task A_cache_that_was_lost_is_made_again_from_the_record()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question, ("Reprise-Cache-Scope", "a"), ("Reprise-Cache-Ttl", "3600"));
        await stage.KeepAsync(CacheStage.Question("evil"));
        var before = stage.Index.Entries.List(null, null, 0, 10)[0];
        var evil = stage.Index.Entries.List(null, null, 0, 10)[1];
        await stage.Server.Store.AppendAsync(
            new Reprise.Store.StoreBatch
            {
                Facts =
                [
                    new Fact
                    {
                        FactId = InteractionId.New(TimeProvider.System), InteractionId = evil.Source, Project = Projects.Default, Kind = FactKind.Label,
                        Timestamp = TimeProvider.System.GetUtcNow(), Name = "cache", Text = "evicted",
                    },
                ],
            },
            CancellationToken.None);

        await stage.RestartAsync(folder =>
        {
            foreach (var file in Directory.GetFiles(folder, "cache.*")) File.Delete(file);
        });

        await Eventually.HoldsAsync("the entry is back", () => stage.Index.Entries.List(null, null, 0, 10).Count > 0);
        stage.Index.Entries.List(null, null, 0, 10).ShouldHaveSingleItem().ShouldBe(before with { Number = stage.Index.Entries.List(null, null, 0, 10)[0].Number });
        (await stage.SendAsync(s_question, ("Reprise-Cache-Scope", "a"))).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task Entries_that_were_damaged_in_use_come_back_those_of_the_last_minutes_too()
    {
        var entries = new BreakableEntries();
        await using var stage = await CacheStage.StartAsync(
            null,
            services =>
            {
                RecordHasTheLastWordSpec.OnSharedStore()(services);
                services.AddSingleton<ICacheEntries>(entries);
            },
            "Cache:SyncInterval=00:00:00.100");
        await stage.KeepAsync(s_question);
        using var client = new RepriseClient(stage.Server.Http);
        var call = new LoggedInteraction { ToolId = "checker", Input = JsonSerializer.SerializeToElement("in"), Output = JsonSerializer.SerializeToElement("out") };
        await client.LogInteractionAsync(call, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("catching up has seen both", () => entries.Note("caught-up:default") is not null && entries.Note("tools-caught-up:default") is not null);
        entries.List(null, null, 0, 10).Count.ShouldBe(2);

        entries.Break();

        await Eventually.HoldsAsync("both are back", () => entries.Breaks == 1 && entries.List(null, null, 0, 10).Count == 2);
        (await stage.SendAsync(s_question)).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task What_a_purge_left_behind_is_not_shown_and_is_swept()
    {
        await using var stage = await CacheStage.StartAsync();
        using var client = new RepriseClient(stage.Server.Http);
        var cancellation = TestContext.Current.CancellationToken;
        var first = await stage.KeepAsync(s_question);
        await client.PinCachedAsync(first.Id, cancellation);
        (await client.EvictFromCacheAsync(new EvictionRequest { All = true, DryRun = true }, cancellation)).ShouldBe(new EvictionResult { DryRun = true, Evicted = 1, Complete = true });

        var purged = await client.EvictFromCacheAsync(new EvictionRequest { All = true }, cancellation);

        (purged.Evicted, purged.Generation is not null).ShouldBe((1, true));
        (await client.EvictFromCacheAsync(new EvictionRequest { Policy = "default", DryRun = true }, cancellation)).Evicted.ShouldBe(0);
        (await client.ListCacheEntriesAsync(new CacheEntrySearch(), cancellation).ToListAsync(cancellation)).ShouldBeEmpty();
        (await client.GetCacheStatisticsAsync(cancellationToken: cancellation)).Entries.ShouldBe(0);
        await stage.KeepAsync(s_question);
        await stage.Server.Services.GetRequiredService<CacheSweep>().RemoveEndedAsync(cancellation);
        stage.Index.Entries.List(null, null, 0, 10).ShouldHaveSingleItem().Source.ToString().ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task A_server_gives_what_another_one_on_the_same_record_was_answered()
    {
        var record = new RecordHasTheLastWordSpec.SharedStore();
        await using var one = await CacheStage.StartAsync(null, RecordHasTheLastWordSpec.OnSharedStore(record), "Cache:SyncInterval=00:00:00.100");
        await using var two = await CacheStage.StartAsync(null, RecordHasTheLastWordSpec.OnSharedStore(record), "Cache:SyncInterval=00:00:00.100");

        var first = await one.KeepAsync(s_question);
        await Eventually.HoldsAsync("the other server has the entry", () => two.Index.Entries.List(null, null, 0, 10).Count == 1);
        var second = await two.SendAsync(s_question);

        (second.Cache, second.Source).ShouldBe(("hit", first.Id));
        two.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_that_could_not_become_an_entry_is_tried_again()
    {
        var entries = new TroubledEntries();
        await using var stage = await CacheStage.StartAsync(null, On(new RecordHasTheLastWordSpec.SharedStore(), entries), "Cache:SyncInterval=00:00:00.100");
        // On its way, and when it is found in the record for the first time.
        entries.FailingAdds = 2;

        await stage.SendAsync(s_question);

        await Eventually.HoldsAsync("the answer is an entry", () => stage.Index.Entries.List(null, null, 0, 10).Count == 1);
        entries.FailingAdds.ShouldBeLessThanOrEqualTo(0);
    }

    [Fact]
    public async Task House_is_kept_while_the_record_is_read()
    {
        var store = new RecordHasTheLastWordSpec.SharedStore();
        await using var stage = await CacheStage.StartAsync(null, RecordHasTheLastWordSpec.OnSharedStore(store), "Cache:SyncInterval=00:00:00.100");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.SearchGate = gate.Task;

        await stage.KeepAsync(s_question);

        var flights = stage.Server.Services.GetRequiredService<Flights>();
        await Eventually.HoldsAsync("the flight is over", () => flights.Count == 0);
        gate.SetResult();
    }

    [Fact]
    public async Task Checks_that_are_known_are_not_noted_again()
    {
        var entries = new TroubledEntries();
        await using var stage = await CacheStage.StartAsync(null, entries.StandBefore);
        var (book, store) = (stage.Server.Services.GetRequiredService<CheckBook>(), stage.Server.Store);
        var now = TimeProvider.System.GetUtcNow();
        var hit = new Interaction
        {
            Id = InteractionId.New(TimeProvider.System), Project = Projects.Default, Kind = InteractionKind.Llm, Dialect = "openai", Timestamp = now, Status = InteractionStatus.Success,
            Cache = new CacheOutcome { Status = "semantic", Policy = "default", Similarity = 0.97 },
        };
        var check = new Fact
        {
            FactId = InteractionId.New(TimeProvider.System), InteractionId = hit.Id, Project = hit.Project, Kind = FactKind.Evaluation, Timestamp = now, Name = "cache_correct", Value = 1,
        };
        await store.AppendAsync(new StoreBatch { Interactions = [new RecordedInteraction { Interaction = hit }], Facts = [check] }, CancellationToken.None);

        await book.ReadAsync(store, CancellationToken.None);
        book.Save();
        var noted = entries.Noted.Count(static name => name.StartsWith("checks ", StringComparison.Ordinal));
        await book.ReadAsync(store, CancellationToken.None);
        book.Save();

        noted.ShouldBe(1);
        entries.Noted.Count(static name => name.StartsWith("checks ", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static Action<IServiceCollection> On(RecordHasTheLastWordSpec.SharedStore store, TroubledEntries entries) => services =>
    {
        RecordHasTheLastWordSpec.OnSharedStore(store)(services);
        entries.StandBefore(services);
    };
}
