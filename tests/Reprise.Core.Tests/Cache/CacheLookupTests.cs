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
