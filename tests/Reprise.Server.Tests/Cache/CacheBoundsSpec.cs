using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>However long a server runs and however often a question is asked, the entries have an end.</summary>
public sealed class CacheBoundsSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Fact]
    public async Task A_question_keeps_so_many_answers_the_worst_and_oldest_go_and_pinned_ones_stay()
    {
        await using var stage = await CacheStage.StartAsync();
        var pinned = await stage.KeepAsync(s_question);
        var entry = stage.Index.Entries.List(null, null, 0, 1)[0];
        stage.Index.Entries.Update(entry.Number, 0.1, isPinned: true, null);
        var bad = await stage.KeepAsync(s_question, ("Reprise-Cache", "refresh"));
        var old = await stage.KeepAsync(s_question, ("Reprise-Cache", "refresh"));
        for (var i = 0; i < 13; i++) await stage.KeepAsync(s_question, ("Reprise-Cache", "refresh"));
        Sources(stage).Count.ShouldBe(16);
        var judged = stage.Index.Entries.FindBySource(Projects.Default, InteractionId.Parse(bad.Id))[0];
        stage.Index.Entries.Update(judged.Number, 0.2, isPinned: false, null);

        await stage.KeepAsync(s_question, ("Reprise-Cache", "refresh"));
        await Eventually.HoldsAsync("the worst is gone", () => Sources(stage).Count == 16);
        Sources(stage).ShouldNotContain(bad.Id);
        var newest = await stage.KeepAsync(s_question, ("Reprise-Cache", "refresh"));
        await Eventually.HoldsAsync("the oldest is gone", () => Sources(stage).Count == 16);

        Sources(stage).ShouldNotContain(old.Id);
        Sources(stage).ShouldContain(pinned.Id);
        Sources(stage).ShouldContain(newest.Id);
        stage.Counters.Trimmed.ShouldBe(2);
    }

    [Fact]
    public async Task There_are_never_more_entries_than_the_owner_allows()
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:MaxEntries=10");
        var pinned = await stage.KeepAsync(CacheStage.Question("Who built tower 0 in the year 1000?"), ("Reprise-Cache-Scope", "0"));
        stage.Index.Entries.Update(stage.Index.Entries.List(null, null, 0, 1)[0].Number, null, isPinned: true, null);
        Reply last = pinned;
        for (var i = 1; i <= 14; i++) last = await stage.KeepAsync(s_question, ("Reprise-Cache-Scope", $"{i}"));

        await Eventually.HoldsAsync("there are ten", () => Sources(stage).Count == 10);
        Sources(stage).ShouldContain(pinned.Id);
        Sources(stage).ShouldContain(last.Id);
        stage.Counters.Trimmed.ShouldBe(5);
        (await stage.SendAsync(s_question, ("Reprise-Cache-Scope", "14"))).Cache.ShouldBe("hit");
    }

    private static List<string> Sources(CacheStage stage) => [.. stage.Index.Entries.List(null, null, 0, 100).Select(entry => entry.Source.ToString())];
}
