using Reprise.Cache.Policies;
using Reprise.Cache.Tuning;

namespace Reprise.Core.Tests.Cache.Tuning;

public sealed class TuningTableTests
{
    [Fact]
    public void A_stricter_rate_answers_less_and_is_wrong_less_often()
    {
        TunedLookup[] lookups = [new([(0.9, 0.999)]), new([(0.8, 0.97), (0.7, 0.995)]), new([(0.9, 0.6)]), new([])];
        var tuning = TuningTable.Of(CachePresets.Default, lookups, [0.05, 0.01]);
        (tuning.Policy, tuning.Sampled, tuning.Answerable).ShouldBe(("default", 4, 3));
        tuning.Rows.Select(static row => (row.AcceptedWrongRate, row.Hits, row.HitRate)).ShouldBe([(0.01, 2, 0.5), (0.05, 2, 0.5)]);
        tuning.Rows[0].ExpectedWrongRate!.Value.ShouldBe(1 - ((0.999 + 0.995) / 2), 1e-12);
        tuning.Rows[1].ExpectedWrongRate!.Value.ShouldBe(1 - ((0.999 + 0.97) / 2), 1e-12, "of those sure enough the one with the better rank is given");
    }

    [Fact]
    public void Without_lookups_nothing_is_said_of_rates()
    {
        var tuning = TuningTable.Of(CachePresets.Conservative, [], []);
        tuning.Rows.Select(static row => row.AcceptedWrongRate).ShouldContain(0.002);
        tuning.Rows.ShouldAllBe(static row => row.HitRate == null && row.ExpectedWrongRate == null && row.Hits == 0);
    }
}
