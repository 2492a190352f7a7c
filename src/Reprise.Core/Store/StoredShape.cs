using System.Text;
using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>What every store makes of values finer than it keeps: whole milliseconds in UTC between 1970 and 2248, picodollars, well-formed text.</summary>
internal static class StoredShape
{
    public static Interaction Of(Interaction interaction) => interaction with
    {
        Timestamp = Time(interaction.Timestamp),
        CostUsd = Usd(interaction.CostUsd),
        SavedCostUsd = Usd(interaction.SavedCostUsd),
        Tags = interaction.Tags.Count == 0 ? [] : [.. interaction.Tags],
    };

    public static Fact Of(Fact fact) => fact with { Timestamp = Time(fact.Timestamp) };

    private static DateTimeOffset Time(DateTimeOffset time) => Position.Time(Position.Start(time));

    private static decimal? Usd(decimal? usd) => usd is { } value ? Money.FromPico(Money.ToPico(value)) : null;
}
