using Reprise.Cache;
using Reprise.Cache.Checks;
using Reprise.Cache.Entries;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Core.Tests.Cache.Entries;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Cache;

/// <summary>What is found among entries, and what must not be.</summary>
public sealed class CacheLookupTests : IDisposable
{
    private const string Asked = "How do I change the delivery address of my order?";
    private const string Reworded = "how do i change the delivery address of an order";

    private readonly IndexStage _stage = new();

    [Theory]
    [InlineData("attic", "default")]
    [InlineData("shop", "other")]
    public async Task An_entry_of_another_project_or_policy_is_never_given_whatever_its_key(string project, string policy)
    {
        var index = await OpenAsync(IndexStage.Entry(Asked, project, policy, _stage.Time.GetUtcNow()));

        var same = await DecideAsync(index, Asked);
        var reworded = await DecideAsync(index, Reworded);

        (same.Status, same.Entry, same.Similarity).ShouldBe((CacheStatus.Miss, null, null));
        (reworded.Status, reworded.Entry, reworded.Similarity).ShouldBe((CacheStatus.Miss, null, null));
    }

    [Fact]
    public async Task A_pinned_answer_is_found_behind_any_number_of_newer_ones()
    {
        var at = _stage.Time.GetUtcNow().AddHours(-1);
        var pinned = IndexStage.Entry(Asked) with { IsPinned = true, Timestamp = at };
        var index = await OpenAsync([pinned, .. Enumerable.Range(1, 40).Select(i => IndexStage.Entry(Asked) with { Source = InteractionId.FromForeign("copy" + i), Timestamp = at.AddMinutes(i) })]);

        (await DecideAsync(index, Asked)).Entry!.Source.ShouldBe(pinned.Source);
    }

    [Fact]
    public async Task Copies_of_one_question_do_not_take_the_places_of_others()
    {
        var at = _stage.Time.GetUtcNow();
        var copies = Enumerable.Range(0, 20).Select(i => IndexStage.Entry(Asked) with { Source = InteractionId.FromForeign("copy" + i), Quality = 0.1, Timestamp = at });
        var good = IndexStage.Entry("how do I change the delivery address of my orders?") with { Quality = 1, Timestamp = at };
        var index = await OpenAsync([.. copies, good]);

        var reworded = await DecideAsync(index, Reworded, candidates: 2);

        (reworded.Status, reworded.Entry?.Source).ShouldBe((CacheStatus.Semantic, good.Source));
    }

    [Fact]
    public async Task Copies_of_the_very_same_question_that_may_not_be_given_leave_room_for_another_wording()
    {
        var at = _stage.Time.GetUtcNow();
        var copies = Enumerable.Range(0, 12).Select(i => IndexStage.Entry(Asked) with { Source = InteractionId.FromForeign("copy" + i), Quality = 0.1, Timestamp = at });
        var good = IndexStage.Entry(Reworded) with { Quality = 1, Timestamp = at };
        var index = await OpenAsync([.. copies, good]);

        var found = await DecideAsync(index, Asked);

        (found.Status, found.Entry?.Source).ShouldBe((CacheStatus.Semantic, good.Source));
    }

    public void Dispose() => _stage.Dispose();

    private async Task<CacheIndex> OpenAsync(params IReadOnlyList<CacheEntry> entries)
    {
        var index = await _stage.OpenAsync();
        await index.AddAsync(entries, TestContext.Current.CancellationToken);
        return index;
    }

    private async Task<CacheDecision> DecideAsync(CacheIndex index, string text, int candidates = 8)
    {
        var lookup = new CacheLookup(index, new SureJudge(), null, new Any(), _stage.Time);
        var question = new CacheQuestion { Project = "shop", Key = IndexStage.Key(text), Policy = new CachePolicy { Name = "default", Candidates = candidates } };
        return await lookup.DecideAsync(question, TestContext.Current.CancellationToken);
    }

    private sealed class SureJudge : ICandidateJudge
    {
        public Judgement Judge(PreparedText asked, PreparedText cached, float similarity, float? secondSimilarity) => new(1, GuardKind.None);
    }

    private sealed class Any : IRequiredProbability
    {
        public double Of(string project, CachePolicy policy, long generation) => 0.5;
    }
}
