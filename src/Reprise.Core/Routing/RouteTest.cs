namespace Reprise.Routing;

/// <summary>A request to be decided about without being made.</summary>
public sealed record RouteTestRequest
{
    /// <summary>The model that a client would ask for, such as <c>auto</c>.</summary>
    public required string Model { get; init; }
    public string? Prompt { get; init; }
    public string? System { get; init; }

    /// <summary>The provider that it would call; <c>openai</c> when left out.</summary>
    public string? Provider { get; init; }

    /// <summary>The path below the provider; that of its chat when left out.</summary>
    public string? Path { get; init; }
    public int? Tools { get; init; }

    /// <summary>Length of the whole request; prompt and system together when left out.</summary>
    public long? Bytes { get; init; }
    public string? Session { get; init; }
    public string? User { get; init; }
    public string? PromptType { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Asks this route alone, which may not be set yet; what is in force when left out.</summary>
    public RouteValues? Values { get; init; }
}

/// <summary>What would become of it.</summary>
public sealed record RouteTestResult
{
    /// <summary>The route that takes it; left out when none does, and the call goes out as it is.</summary>
    public string? Route { get; init; }
    public string? Target { get; init; }
    public string? Provider { get; init; }
    public string? Model { get; init; }
    public string? Reason { get; init; }

    /// <summary>Targets that would be tried in order when that one fails.</summary>
    public IReadOnlyList<string> Then { get; init; } = [];

    /// <summary>0 to 100; there whatever the route goes by.</summary>
    public int Complexity { get; init; }
    public IReadOnlyList<ComplexityPart> Parts { get; init; } = [];

    /// <summary>Why the target cannot be asked.</summary>
    public string? Mistake { get; init; }
}

/// <summary>What became of the calls of a route, by target, from the record.</summary>
public sealed record RouteReport
{
    public required string Route { get; init; }
    public required IReadOnlyList<RouteReportRow> Targets { get; init; }
}

/// <summary>One target's part.</summary>
public sealed record RouteReportRow
{
    public required string Target { get; init; }
    public required long Calls { get; init; }

    /// <summary>How many ended as error or timeout.</summary>
    public required long Errors { get; init; }

    /// <summary>How many came here because another target had failed.</summary>
    public required long FellBack { get; init; }
    public long? LatencyMsP50 { get; init; }
    public long? LatencyMsP95 { get; init; }
    public decimal? CostUsd { get; init; }

    /// <summary>The mean over calls with a known cost is not weighed by anything.</summary>
    public decimal? CostUsdPerCall { get; init; }

    /// <summary>The mean quality, 0 to 1, of those that were scored.</summary>
    public double? Quality { get; init; }

    /// <summary>How many were scored: a mean of a few says little.</summary>
    public required long Scored { get; init; }
}
