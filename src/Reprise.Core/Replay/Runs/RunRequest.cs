using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Replay.Runs;

/// <summary>A run as people ask for it. A filter or a dataset says of what; all else has a default.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunRequest
{
    /// <summary>Which interactions, in the filter language. Replays are left out unless the filter asks for them.</summary>
    public string? Filter { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time; now when it is left out.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Instead of a filter: a dataset, as `name` for its newest version or `name@3`.</summary>
    public string? Dataset { get; init; }

    /// <summary>The oldest so many only.</summary>
    public long? Limit { get; init; }

    /// <summary>The new last user text.</summary>
    public string? Prompt { get; init; }

    /// <summary>The new system prompt; empty takes it away.</summary>
    public string? System { get; init; }

    /// <summary>The model to ask instead.</summary>
    public string? Model { get; init; }

    /// <summary>The configured provider to ask instead.</summary>
    public string? Provider { get; init; }

    /// <summary>Properties of the request to set, by the name the dialect gives them; null takes one away.</summary>
    public Dictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Evaluators, each as its JSON object in a text or in its short form, such as `contains:refund`.</summary>
    public IReadOnlyList<string>? Evaluators { get; init; }

    /// <summary>Calls under way at once, 1 to 64. Default 4.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Calls started a minute at most.</summary>
    public double? RatePerMinute { get; init; }

    /// <summary>US dollars to spend at most, replays and judges together.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>What to reckon for a call whose price is not known.</summary>
    public decimal? CostPerCallUsd { get; init; }
}

/// <summary>How a run goes on. What is left out stays as it was.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunResumption
{
    /// <summary>Whether replays that failed are made again.</summary>
    public bool? RetryFailed { get; init; }

    /// <summary>Calls under way at once, 1 to 64.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Calls started a minute at most.</summary>
    public double? RatePerMinute { get; init; }

    /// <summary>US dollars to spend at most, with what was spent before.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>What to reckon for a call whose price is not known.</summary>
    public decimal? CostPerCallUsd { get; init; }
}
