using Reprise.Routing;

namespace Reprise.Server.Routing;

/// <summary>A route.</summary>
internal sealed record RouteDocument
{
    public required string Name { get; init; }
    public required RouteValues Values { get; init; }
    public required bool Active { get; init; }

    /// <summary>Why it takes no calls, where it cannot be used.</summary>
    public string? Mistake { get; init; }

    public static RouteDocument Of(Reprise.Routing.Route route) => new() { Name = route.Name, Values = route.Values, Active = route.IsActive, Mistake = route.Mistake };
}

/// <summary>In the order in which they are asked.</summary>
internal sealed record RouteListDocument
{
    public required IReadOnlyList<RouteDocument> Items { get; init; }
}
