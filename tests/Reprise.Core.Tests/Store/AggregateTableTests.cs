using Reprise.Interactions;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Core.Tests.Store;

public sealed class AggregateTableTests
{
    [Fact]
    public void More_groups_than_there_is_room_for_are_refused_with_the_limit()
    {
        var table = new AggregateTable(new AggregateQuery { Project = "p", GroupBy = ["session"], Limit = 10 });
        for (var i = 0; i < QueryLimits.MaxCountedGroups; i++) table.Add($"s{i}", null, new AggregateSample(0, InteractionStatus.Success));
        table.Add("s0", null, new AggregateSample(0, InteractionStatus.Success));
        table.ToResult().Rows.Count.ShouldBe(10);
        Should.Throw<ArgumentException>(() => table.Add("one more", null, new AggregateSample(0, InteractionStatus.Success))).Message.ShouldContain("200,000");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    public void Percentiles_of_very_many_rows_come_from_histograms_and_stay_near(int groups)
    {
        var table = new AggregateTable(new AggregateQuery { Project = "p", GroupBy = ["session"] });
        var rows = AggregateTable.MostDurations + 100_000;
        for (var i = 0; i < rows; i++) table.Add($"s{i % groups}", null, new AggregateSample(0, InteractionStatus.Success) { LatencyMs = 1000 + (i / groups % 500) });
        var row = table.ToResult().Rows[0];
        table.KeptDurations.ShouldBe(0);
        row.LatencyMsP50!.Value.ShouldBeInRange((long)(1200 * (1 - LatencyHistogram.MaxRelativeError)), (long)(1300 * (1 + LatencyHistogram.MaxRelativeError)));
        row.Count.ShouldBe(rows / groups);
    }
}
