using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Core.Tests.Store;

public sealed class RollupPlanTests
{
    private static readonly DateTimeOffset s_day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_ragged_range_is_days_in_the_middle_then_hours_then_minutes_and_rows_at_the_edges()
    {
        var plan = Plan(s_day.AddMilliseconds(-90_061_500), s_day.AddDays(2).AddHours(1).AddMinutes(1).AddMilliseconds(7));
        plan.Parts.Select(part => part.Granule).ShouldBe([
            null, RollupGranule.Minute, RollupGranule.Hour, RollupGranule.Day, RollupGranule.Hour, RollupGranule.Minute, null]);
        plan.Source.ShouldBe("days");
    }

    [Theory]
    [InlineData(null, "days")]
    [InlineData("1.00:00:00", "days")]
    [InlineData("06:00:00", "hours")]
    [InlineData("00:15:00", "minutes")]
    [InlineData("00:01:30", "rows")]
    [InlineData("00:00:10", "rows")]
    public void Granules_fit_into_the_buckets(string? bucket, string source) =>
        Plan(s_day, s_day.AddDays(7), bucket: bucket is null ? null : TimeSpan.Parse(bucket, System.Globalization.CultureInfo.InvariantCulture)).Source.ShouldBe(source);

    [Theory]
    [InlineData("model:gpt-4o -status:success (kind:llm OR http_status>=500)", "model,error_code", "days")]
    [InlineData("", "", "days")]
    [InlineData("user:u", "model", "rows")]
    [InlineData("model:gpt-4o latency_ms>5", "model", "rows")]
    [InlineData("hello", "model", "rows")]
    [InlineData("model:gpt-4o", "tag", "rows")]
    [InlineData("-timestamp>2026-03-02", "", "rows")]
    public void Only_fields_of_the_shape_are_answered_from_rollups(string filter, string groupBy, string source) =>
        Plan(s_day, s_day.AddDays(7), filter, groupBy).Source.ShouldBe(source);

    [Fact]
    public void Conditions_on_time_become_the_range()
    {
        var plan = Plan(s_day, null, "timestamp>=2026-03-02 timestamp<2026-03-05 model:m");
        plan.Parts.ShouldBe([new RollupPart(s_day.AddDays(1).ToUnixTimeMilliseconds(), s_day.AddDays(4).ToUnixTimeMilliseconds(), RollupGranule.Day)]);
        ShapeFields.Decide(plan.ShapeFilter).ShouldBeTrue();
    }

    [Fact]
    public void What_is_not_covered_is_answered_by_something_narrower()
    {
        var coverage = new RollupCoverage(Minutes: s_day.AddDays(6).ToUnixTimeMilliseconds(), Hours: s_day.AddDays(2).AddMinutes(30).ToUnixTimeMilliseconds(), Days: long.MaxValue);
        var plan = RollupPlan.Of(new AggregateQuery { Project = "p", From = s_day, To = s_day.AddDays(7).AddMinutes(5) }, coverage);
        plan.Parts.Select(part => part.Granule).ShouldBe([null, RollupGranule.Hour, RollupGranule.Minute]);
        plan.Parts[1].FromMs.ShouldBe(s_day.AddDays(2).AddHours(1).ToUnixTimeMilliseconds());
        RollupPlan.Of(new AggregateQuery { Project = "p" }, RollupCoverage.None).Parts.ShouldBe([new RollupPart(0, long.MaxValue, null)]);
        RollupPlan.Of(new AggregateQuery { Project = "p" }, RollupCoverage.All).Parts.ShouldBe([new RollupPart(0, long.MaxValue, RollupGranule.Day)]);
    }

    [Fact]
    public void Parts_stand_side_by_side_fit_their_granule_and_fill_the_range()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var from = random.NextInt64(0, 400_000_000);
            var to = from + random.NextInt64(0, 1L << random.Next(1, 32));
            var coverage = new RollupCoverage(random.NextInt64(400_000_000), random.NextInt64(400_000_000), random.NextInt64(400_000_000));
            var plan = RollupPlan.Of(new AggregateQuery { Project = "p", From = DateTimeOffset.FromUnixTimeMilliseconds(from), To = DateTimeOffset.FromUnixTimeMilliseconds(to) }, coverage);
            var at = from;
            foreach (var part in plan.Parts)
            {
                part.FromMs.ShouldBe(at, $"seed {seed}, round {round}");
                part.ToMs.ShouldBeGreaterThan(part.FromMs);
                at = part.ToMs;
                if (part.Granule is not { } granule) continue;
                (part.FromMs % granule.Milliseconds(), part.ToMs % granule.Milliseconds()).ShouldBe((0, 0));
                part.FromMs.ShouldBeGreaterThanOrEqualTo(coverage.Of(granule));
            }

            at.ShouldBe(to, $"seed {seed}, round {round}");
        }
    }

    private static RollupPlan Plan(DateTimeOffset? from, DateTimeOffset? to, string filter = "", string groupBy = "", TimeSpan? bucket = null) => RollupPlan.Of(
        new AggregateQuery
        {
            Project = "p", From = from, To = to, Bucket = bucket,
            Filter = FilterParser.Parse(filter, s_day).Filter ?? throw new ArgumentException(filter),
            GroupBy = groupBy.Split(',', StringSplitOptions.RemoveEmptyEntries),
        },
        RollupCoverage.All);
}
