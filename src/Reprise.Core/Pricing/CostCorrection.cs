using Reprise.Interactions;

namespace Reprise.Pricing;

/// <summary>
/// Says what a recorded call would cost by another price table. The cost on record was fixed when the call was made and is never changed; a better figure
/// is a fact beside it.
/// </summary>
public static class CostCorrection
{
    /// <summary>The name of the fact.</summary>
    public const string FactName = "total_cost_usd";

    /// <summary>Who says so.</summary>
    public const string Author = "prices";

    /// <summary>A correction of the cost, or null when there is nothing to say: no usage, no price known, the cost on record already, or an answer from the cache.</summary>
    /// <param name="interaction">As recorded.</param>
    /// <param name="prices">The table to use; the prices in force at the time of the call count.</param>
    /// <param name="time">Gives the fact its time and id.</param>
    public static Fact? For(Interaction interaction, IPrices prices, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(time);
        // An answer from the cache cost nothing by any table.
        if (interaction.Cache is { IsHit: true }) return null;
        if (PriceOf(interaction, prices) is not { } priced || IsSame(priced.CostUsd, interaction.CostUsd)) return null;
        return new Fact
        {
            FactId = InteractionId.New(time),
            InteractionId = interaction.Id,
            Project = interaction.Project,
            Kind = FactKind.Correction,
            Timestamp = time.GetUtcNow(),
            Name = FactName,
            Value = (double)priced.CostUsd,
            Text = priced.Version,
            Author = Author,
        };
    }

    /// <summary>Facts and some stores keep 15 digits; what differs beyond them is not worth a fact.</summary>
    private static bool IsSame(decimal priced, decimal? onRecord) => onRecord is { } cost && Math.Abs(priced - cost) < 1e-12m;

    /// <summary>The answer's model is the one that was billed; the model asked for is tried when the answer's has no price.</summary>
    private static PricedUsage? PriceOf(Interaction interaction, IPrices prices)
    {
        if (interaction.Usage is not { } usage) return null;
        var priced = prices.Price(interaction.Provider, interaction.ResponseModel, usage, interaction.Timestamp)
            ?? prices.Price(interaction.Provider, interaction.Model, usage, interaction.Timestamp);
        return priced is { } full && BatchPrice.OfVersion(interaction.PriceVersion) is { } factor ? BatchPrice.Of(full, factor) : priced;
    }
}
