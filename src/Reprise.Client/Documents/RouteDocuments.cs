using Reprise.Access;
using Reprise.Routing;

namespace Reprise.Client.Documents;

/// <summary>A route.</summary>
public sealed record RouteDocument
{
    public required string Name { get; init; }
    public required RouteValues Values { get; init; }
    public bool Active { get; init; }

    /// <summary>Why it takes no calls, where it cannot be used.</summary>
    public string? Mistake { get; init; }
}

public sealed record RouteList(IReadOnlyList<RouteDocument> Items);

/// <summary>A budget of a key and what is spent of it.</summary>
public sealed record BudgetDocument
{
    /// <summary>The key's id.</summary>
    public required string Key { get; init; }
    public required string Name { get; init; }
    public decimal Usd { get; init; }
    public BudgetPeriod Per { get; init; }
    public BudgetAction Then { get; init; }
    public decimal SpentUsd { get; init; }
    public decimal LeftUsd { get; init; }
    public DateTimeOffset From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary><c>open</c>, <c>spent</c> or <c>ended</c>.</summary>
    public required string State { get; init; }
}

public sealed record BudgetList(IReadOnlyList<BudgetDocument> Items);
