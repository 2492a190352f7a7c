using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>What one interaction adds to an aggregate. Costs in picodollars (<see cref="Money"/>).</summary>
public readonly record struct AggregateSample(long TimestampMs, InteractionStatus Status)
{
    public long? PromptTokens { get; init; }
    public long? CompletionTokens { get; init; }
    public long? CachedTokens { get; init; }
    public long? CacheWriteTokens { get; init; }
    public long? ReasoningTokens { get; init; }

    /// <summary>Of request and answer together, as recorded.</summary>
    public long Bytes { get; init; }

    /// <summary>As facts leave it.</summary>
    public long? CostPico { get; init; }
    public long? SavedCostPico { get; init; }
    public long? LatencyMs { get; init; }
    public long? TtftMs { get; init; }

    /// <summary>As facts leave it.</summary>
    public double? Quality { get; init; }

    public bool IsError => Status is InteractionStatus.Error or InteractionStatus.Timeout;

    /// <summary>What an interaction adds, with what facts say of it.</summary>
    public static AggregateSample Of(Interaction interaction, FactFold facts)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        ArgumentNullException.ThrowIfNull(facts);
        return new AggregateSample(interaction.Timestamp.ToUnixTimeMilliseconds(), interaction.Status)
        {
            PromptTokens = interaction.Usage?.PromptTokens,
            CompletionTokens = interaction.Usage?.CompletionTokens,
            CachedTokens = interaction.Usage?.CachedTokens,
            CacheWriteTokens = interaction.Usage?.CacheWriteTokens,
            ReasoningTokens = interaction.Usage?.ReasoningTokens,
            Bytes = interaction.RequestBytes + interaction.ResponseBytes,
            CostPico = Money.ToPico(facts.CostUsd ?? interaction.CostUsd),
            SavedCostPico = Money.ToPico(interaction.SavedCostUsd),
            LatencyMs = interaction.LatencyMs,
            TtftMs = interaction.TtftMs,
            Quality = facts.Quality ?? interaction.QualityScore,
        };
    }
}
