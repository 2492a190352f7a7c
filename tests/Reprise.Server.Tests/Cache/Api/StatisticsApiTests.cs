using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Checks;
using Reprise.Cache.Statistics;
using Reprise.Client;
using Reprise.Server.Tests.Api;
using Reprise.Store;

namespace Reprise.Server.Tests.Cache.Api;

public sealed class StatisticsApiTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hits_misses_savings_and_checks_are_counted_over_the_record()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        var right = CacheRecords.Of(s_noon.AddMinutes(3), "semantic", similarity: 0.9, latency: 10, saved: 0.02m);
        var wrong = CacheRecords.Of(s_noon.AddMinutes(4), "semantic", similarity: 0.8, latency: 10, saved: 0.02m);
        await CacheRecords.AppendAsync(
            host.Store,
            CacheRecords.Of(s_noon, "miss", reason: "no_candidate", latency: 1000), CacheRecords.Of(s_noon.AddMinutes(1), "miss", reason: "guard_numbers", latency: 2000),
            CacheRecords.Of(s_noon.AddMinutes(2), "hit", latency: 10, saved: 0.01m), right, wrong,
            CacheRecords.Of(s_noon.AddHours(2), "bypass", reason: "attachments"), CacheRecords.Of(s_noon.AddHours(2), "miss", policy: "aggressive", reason: "no_candidate", model: "o3"),
            CacheRecords.Of(s_noon.AddDays(-9), "hit"));
        var checks = host.Services.GetRequiredService<ShadowChecks>();
        checks.Record(new CheckedPolicy("default", "default", 0), right.Interaction.Id, TimeProvider.System.GetUtcNow(), true, 0.01);
        checks.Record(new CheckedPolicy("default", "default", 0), wrong.Interaction.Id, TimeProvider.System.GetUtcNow(), false, 0.01);

        var all = await client.GetCacheStatisticsAsync(s_noon.AddDays(-1), s_noon.AddDays(1), bucket: "1h", cancellationToken: Cancellation);
        all.Total.ShouldBe(new CacheCount { HitsExact = 1, HitsSemantic = 2, Misses = 3, Bypasses = 1 });
        all.Total.HitRate.ShouldBe(0.5);
        all.SavedCostUsd.ShouldBe(0.05m);
        all.SavedLatencyMs.ShouldBe(3 * (1500 - 10));
        all.SimilarityMean!.Value.ShouldBe(0.85, 1e-9);
        all.Buckets.Select(static bucket => (bucket.Bucket, bucket.Count.Lookups, bucket.SavedCostUsd)).ShouldBe([(s_noon, 5, 0.05m), (s_noon.AddHours(2), 1, null)]);
        all.Reasons.Select(static reason => (reason.Status, reason.Reason, reason.Count)).ShouldBe([("miss", "no_candidate", 2), ("bypass", "attachments", 1), ("miss", "guard_numbers", 1)]);

        var policy = all.Policies.Single(static policy => policy.Policy == "default");
        (policy.Count.Lookups, policy.AcceptedWrongRate, policy.RequiredProbability >= 0.99).ShouldBe((5, 0.01, true));
        (policy.Checks!.Checked, policy.Checks.Wrong, policy.Checks.WrongRate).ShouldBe((2, 1, 0.5));
        (policy.Checks.Low is > 0.09 and < 0.1, policy.Checks.High is > 0.9 and < 0.91).ShouldBe((true, true));

        var one = await client.GetCacheStatisticsAsync(s_noon.AddDays(-1), s_noon.AddDays(1), "aggressive", cancellationToken: Cancellation);
        one.Total.ShouldBe(new CacheCount { Misses = 1 });
    }

    [Fact]
    public async Task An_empty_cache_has_no_rate_instead_of_zero()
    {
        await using var host = await ApiHost.StartAsync();
        var empty = await host.GetAsync("/api/cache/stats");
        empty["total"]!["lookups"]!.GetValue<long>().ShouldBe(0);
        empty["total"]!.AsObject().ContainsKey("hit_rate").ShouldBeFalse();
    }

    [Fact]
    public async Task A_tool_has_its_count_success_quality_and_latency()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        var now = TimeProvider.System.GetUtcNow();
        await host.IngestLinesAsync(
            $$"""{"timestamp":"{{now.AddHours(-1):O}}","interaction_type":"command_check","tool_id":"command_checker","input":"run translate","output":true,"success":true,"quality_score":0.9,"latency_ms":100}""",
            $$"""{"timestamp":"{{now.AddHours(-2):O}}","interaction_type":"command_check","tool_id":"command_checker","input":"run trasnlate","output":false,"success":false,"latency_ms":300}""",
            $$"""{"timestamp":"{{now.AddHours(-30):O}}","tool_id":"command_checker","input":"old","output":true,"quality_score":0.1,"latency_ms":9000}""",
            $$"""{"timestamp":"{{now:O}}","tool_id":"translator","input":"hello","output":"bonjour"}""");
        var day = await client.GetToolStatisticsAsync("command_checker", 24, Cancellation);
        (day.TotalInteractions, day.SuccessRate, day.AverageQuality, day.AverageLatencyMs).ShouldBe((2, 0.5, 0.9, 200.0));
        (await client.GetToolStatisticsAsync("command_checker", cancellationToken: Cancellation)).TotalInteractions.ShouldBe(3);
        var none = await client.GetToolStatisticsAsync("a/b ü", 1, Cancellation);
        (none.TotalInteractions, none.SuccessRate).ShouldBe((0, null));
        (await host.ProblemAsync("/api/tools/x/statistics?hours=0", 400))["parameter"]!.GetValue<string>().ShouldBe("hours");
    }
}
