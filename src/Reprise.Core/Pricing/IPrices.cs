using Reprise.Interactions;

namespace Reprise.Pricing;

/// <summary>What calls cost. Safe for use from many threads.</summary>
public interface IPrices
{
    /// <summary>The cost of these tokens at the price in force at <paramref name="at"/>, or null when no price is known for the model.</summary>
    /// <param name="provider">As configured, such as <c>openai</c>; null when unknown.</param>
    /// <param name="model">As the provider named it in its answer, else as asked; dated names and aliases are matched.</param>
    /// <param name="usage">In the one definition of <see cref="TokenUsage"/>.</param>
    /// <param name="at">When the call was made.</param>
    PricedUsage? Price(string? provider, string? model, TokenUsage usage, DateTimeOffset at);
}

/// <param name="CostUsd">US dollars.</param>
/// <param name="Version">The version of the table that said so.</param>
public readonly record struct PricedUsage(decimal CostUsd, string Version);
