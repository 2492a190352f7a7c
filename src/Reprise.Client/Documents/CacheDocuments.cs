using System.Text.Json;
using Reprise.Cache.Policies;

namespace Reprise.Client.Documents;

/// <summary>Which requests of a project take part in the cache, and the policies there are.</summary>
public sealed record CachePolicyList
{
    /// <summary><c>asked</c>, <c>always</c> or <c>never</c>.</summary>
    public required string Use { get; init; }

    /// <summary>The policy of requests that name none.</summary>
    public required string Policy { get; init; }
    public IReadOnlyList<CachePolicyView> Items { get; init; } = [];
}

/// <summary>A policy as it is in force.</summary>
public sealed record CachePolicyView
{
    public required string Name { get; init; }

    /// <summary>The strongest place that says something of it.</summary>
    public required string Source { get; init; }
    public long Generation { get; init; }

    /// <summary>Why it is off although nobody turned it off; null when all is well.</summary>
    public string? Mistake { get; init; }

    /// <summary>What its owner may not have meant; null when there is nothing.</summary>
    public string? Warning { get; init; }
    public required CachePolicyValues Values { get; init; }
}

/// <summary>What to evict; several conditions must hold together.</summary>
public sealed record EvictionRequest
{
    /// <summary>In the filter language.</summary>
    public string? Q { get; init; }
    public string? Tag { get; init; }
    public string? Model { get; init; }

    /// <summary>The interaction that holds the answer, or a hit that was given it.</summary>
    public string? Source { get; init; }

    /// <summary>An age, such as <c>12h</c> or <c>7d</c>.</summary>
    public string? OlderThan { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>What was kept under this policy; with nothing else, all of it at once.</summary>
    public string? Policy { get; init; }

    /// <summary>Everything of the project at once.</summary>
    public bool All { get; init; }

    /// <summary>Only say how many.</summary>
    public bool DryRun { get; init; }
}

/// <param name="InteractionId">The interaction that holds the answer, or a hit that was given it.</param>
/// <param name="Content">The text to give instead; null where none is meant.</param>
public sealed record CachedAnswerRequest(string InteractionId, string? Content = null);

/// <param name="InteractionId">The interaction that holds the answer.</param>
public sealed record CachedAnswer(string InteractionId);

/// <param name="QualityScore">0 to 1.</param>
/// <param name="Author">Who says so.</param>
/// <param name="Reason">Why.</param>
public sealed record QualityRequest(double QualityScore, string? Author = null, string? Reason = null);

/// <summary>Which entries, and which page of them.</summary>
public sealed record CacheEntrySearch
{
    /// <summary>In the filter language; null for everything.</summary>
    public string? Filter { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
    public string? Policy { get; init; }

    /// <summary>Null for the server's.</summary>
    public int? PageSize { get; init; }
}

/// <param name="Items">Newest first.</param>
/// <param name="Cursor">Asks for what follows; null on the last page.</param>
public sealed record CacheEntryPage(IReadOnlyList<CacheEntryView> Items, string? Cursor);

/// <summary>A question that has an answer on record, on the server that was asked.</summary>
public sealed record CacheEntryView
{
    public required string InteractionId { get; init; }
    public required string Policy { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public string? Kind { get; init; }
    public string? Name { get; init; }
    public string? Model { get; init; }

    /// <summary>The text that may be reworded; null where only the very same request is answered.</summary>
    public string? Text { get; init; }
    public double? QualityScore { get; init; }
    public bool Pinned { get; init; }
    public DateTimeOffset? Expires { get; init; }
    public string? ContentPreview { get; init; }
}

/// <summary>What to explain: a recorded call, a request, a text, or a tool's input.</summary>
public sealed record ExplainRequest
{
    /// <summary>As it was recorded; an answer of its own is left out.</summary>
    public string? InteractionId { get; init; }

    /// <summary>A request body in any dialect.</summary>
    public JsonElement? Request { get; init; }

    /// <summary>The path it would be sent to, such as <c>/v1/chat/completions</c>.</summary>
    public string? Path { get; init; }
    public string? Provider { get; init; }

    /// <summary>A question by itself, as the only message to <see cref="Model"/>.</summary>
    public string? Text { get; init; }
    public string? Model { get; init; }

    /// <summary>A tool's name, with <see cref="Input"/>.</summary>
    public string? ToolId { get; init; }
    public JsonElement? Input { get; init; }

    /// <summary>Null for the one the request would be under.</summary>
    public string? Policy { get; init; }

    /// <summary>Headers the request would carry, by name.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The query string it would have, such as <c>?api-version=2024-10-21</c>.</summary>
    public string? Query { get; init; }
    public string? UserId { get; init; }
    public string? SessionId { get; init; }

    /// <summary>What else the answer depends on: names and content hashes.</summary>
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }
}

/// <summary>What the cache would do with a request, and why.</summary>
public sealed record Explanation
{
    public required string Policy { get; init; }

    /// <summary><c>hit</c>, <c>semantic</c>, <c>miss</c> or <c>bypass</c>.</summary>
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public double? Similarity { get; init; }
    public double? Probability { get; init; }

    /// <summary>How probable it must be that an answer is right.</summary>
    public double? RequiredProbability { get; init; }
    public required ExplainedKey Key { get; init; }

    /// <summary>Best first.</summary>
    public IReadOnlyList<ExplainedCandidate> Candidates { get; init; } = [];
}

/// <summary>What is compared.</summary>
public sealed record ExplainedKey
{
    public string? Dialect { get; init; }
    public string? Model { get; init; }

    /// <summary>Everything but the text, as a hash.</summary>
    public required string Partition { get; init; }

    /// <summary>Everything, as a hash.</summary>
    public required string Exact { get; init; }

    /// <summary>What may be reworded.</summary>
    public string? Text { get; init; }

    /// <summary>Why the cache must not answer at all.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why only the very same request may be answered.</summary>
    public string? SemanticRefusal { get; init; }
}

/// <summary>An entry that was looked at.</summary>
public sealed record ExplainedCandidate
{
    public required string InteractionId { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public string? Text { get; init; }
    public double Similarity { get; init; }
    public double Probability { get; init; }

    /// <summary>After decay.</summary>
    public double Quality { get; init; }

    /// <summary>Quality × similarity.</summary>
    public double Rank { get; init; }
    public bool Pinned { get; init; }

    /// <summary>Everything that differs.</summary>
    public IReadOnlyList<string> Guards { get; init; } = [];

    /// <summary>Why it is not served; null when it may be.</summary>
    public string? Reason { get; init; }
}
