using Reprise.Cache;
using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Cache.Policies;

public sealed class RankingTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly CachePolicy s_week = CachePresets.Default with { DecayHorizon = TimeSpan.FromHours(168), MaxAge = null };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(42, 0.75)]
    [InlineData(84, 0.5)]
    [InlineData(168, 0.5)]
    [InlineData(100_000, 0.5)]
    [InlineData(-5, 1)]
    public void Quality_falls_with_age_down_to_the_floor_and_a_time_ahead_of_the_clock_is_now(double hours, double share) =>
        Ranking.Quality(s_week, Entry(hours, quality: 0.8), s_now).ShouldBe(0.8 * share, 1e-12);

    [Fact]
    public void Without_a_horizon_nothing_decays() => Ranking.Quality(CachePresets.Default, Entry(100_000, quality: 0.8), s_now).ShouldBe(0.8);

    [Fact]
    public void What_nobody_judged_counts_as_the_policy_assumes() => Ranking.Quality(CachePresets.Default with { AssumedQuality = 0.61 }, Entry(1), s_now).ShouldBe(0.61);

    [Fact]
    public void An_answer_is_not_given_when_it_is_older_than_the_policy_the_request_or_its_own_end_allows()
    {
        var policy = CachePresets.Default with { MaxAge = TimeSpan.FromHours(24) };
        Ranking.WhyNot(policy, Entry(24), s_now).ShouldBeNull();
        Ranking.WhyNot(policy, Entry(24.1), s_now).ShouldBe(CacheReasons.TooOld);
        Ranking.WhyNot(policy, Entry(2), s_now, TimeSpan.FromHours(1)).ShouldBe(CacheReasons.TooOld);
        Ranking.WhyNot(policy, Entry(2) with { Expires = s_now }, s_now).ShouldBe(CacheReasons.TooOld);
        Ranking.WhyNot(policy, Entry(48) with { Expires = s_now.AddSeconds(1) }, s_now).ShouldBe(CacheReasons.TooOld, "a caller may shorten the owner's limit, not stretch it");
        Ranking.WhyNot(policy, Entry(2) with { Expires = s_now.AddSeconds(1) }, s_now).ShouldBeNull();
        Ranking.WhyNot(policy with { MaxAge = null }, Entry(48) with { Expires = s_now.AddSeconds(1) }, s_now).ShouldBeNull();
        Ranking.WhyNot(policy, Entry(48) with { Expires = s_now, IsPinned = true }, s_now).ShouldBeNull();
    }

    [Fact]
    public void An_answer_of_low_quality_after_decay_is_not_given()
    {
        Ranking.WhyNot(CachePresets.Default, Entry(1, quality: 0.69), s_now).ShouldBe(CacheReasons.LowQuality);
        Ranking.WhyNot(CachePresets.Default, Entry(1, quality: 0.7), s_now).ShouldBeNull();
        Ranking.WhyNot(s_week, Entry(80, quality: 0.9), s_now).ShouldBe(CacheReasons.LowQuality);
    }

    [Fact]
    public void A_pinned_answer_stays_whatever_its_age_and_quality_save_that_a_request_may_want_a_newer_one()
    {
        var pinned = Entry(100_000, quality: 0.1) with { IsPinned = true, Expires = s_now.AddDays(-1) };
        Ranking.WhyNot(s_week with { MaxAge = TimeSpan.FromHours(1) }, pinned, s_now).ShouldBeNull();
        Ranking.WhyNot(s_week, pinned, s_now, TimeSpan.FromHours(1)).ShouldBe(CacheReasons.TooOld);
    }

    [Fact]
    public void The_best_has_the_highest_quality_times_similarity_the_newest_among_equals_and_pinned_before_all()
    {
        var best = Candidate(Entry(9), quality: 0.95, similarity: 0.98);
        var good = Candidate(Entry(8), quality: 0.9, similarity: 0.95);
        var goodAndNewer = Candidate(Entry(7), quality: 0.95, similarity: 0.9);
        var poor = Candidate(Entry(1), quality: 0.1, similarity: 1);
        var pinned = Candidate(Entry(1000) with { IsPinned = true }, quality: 0.1, similarity: 0.9);
        new[] { poor, good, pinned, goodAndNewer, best }.Order(Ranking.BestFirst).ShouldBe([pinned, best, goodAndNewer, good, poor]);
    }

    private static CacheCandidate Candidate(CacheEntry entry, double quality, double similarity) =>
        new(entry, similarity, 1, quality, Math.Round(Ranking.Rank(quality, similarity), 6), [], null);

    private static CacheEntry Entry(double hoursAgo, double? quality = null) => new()
    {
        Project = "p", Policy = "default", Source = InteractionId.At(s_now.AddHours(-hoursAgo)), Timestamp = s_now.AddHours(-hoursAgo), Partition = default, Exact = default, Quality = quality,
    };
}
