using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Server.Cache.Api;

/// <summary>What to explain: one of a recorded call, a request body, a text, or a tool's input.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ExplainDocument
{
    /// <summary>A call as it was recorded. Its own answer is left out, so that one sees what else there is.</summary>
    public string? InteractionId { get; init; }

    /// <summary>A request body in any dialect.</summary>
    public JsonElement? Request { get; init; }

    /// <summary>The path it would be sent to; `/v1/chat/completions` when left out.</summary>
    public string? Path { get; init; }

    /// <summary>The provider it would be sent to; `openai` when left out.</summary>
    public string? Provider { get; init; }

    /// <summary>A question by itself, as the only message to `model`.</summary>
    public string? Text { get; init; }
    public string? Model { get; init; }

    /// <summary>A tool's name, with `input`.</summary>
    public string? ToolId { get; init; }
    public JsonElement? Input { get; init; }

    /// <summary>The policy; the one it would be under when left out.</summary>
    public string? Policy { get; init; }

    /// <summary>Headers the request would carry, by name: those that change answers, such as `anthropic-beta`, those that say who asks, and `Reprise-*`. Of Anthropic's dialect `anthropic-version` is `2023-06-01` when left out.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The query string it would have, such as `?api-version=2024-10-21`.</summary>
    public string? Query { get; init; }

    /// <summary>Who asks, as `Reprise-User` would say.</summary>
    public string? UserId { get; init; }

    /// <summary>Within which session, as `Reprise-Session` would say.</summary>
    public string? SessionId { get; init; }

    /// <summary>What else the answer depends on: names and content hashes, as `Reprise-Cache-Inputs` or `cache_inputs` would say.</summary>
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }
}

/// <summary>What the cache would do, and why.</summary>
internal sealed record ExplanationDocument
{
    public required string Policy { get; init; }

    /// <summary>`hit`, `semantic`, `miss` or `bypass`.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is not answered.</summary>
    public string? Reason { get; init; }
    public double? Similarity { get; init; }
    public double? Probability { get; init; }

    /// <summary>How probable it must be that an answer is right, checks considered.</summary>
    public double? RequiredProbability { get; init; }
    public required ExplainedKeyDocument Key { get; init; }

    /// <summary>Everything that was looked at, best first.</summary>
    public required IReadOnlyList<ExplainedCandidateDocument> Candidates { get; init; }
}

/// <summary>What is compared.</summary>
internal sealed record ExplainedKeyDocument
{
    public string? Dialect { get; init; }
    public string? Model { get; init; }

    /// <summary>A hash of everything but the text: endpoint, model, every parameter, tools, system prompt, earlier turns, policy, generation, owner.</summary>
    public required string Partition { get; init; }

    /// <summary>A hash of everything.</summary>
    public required string Exact { get; init; }

    /// <summary>What may be worded differently.</summary>
    public string? Text { get; init; }

    /// <summary>Why the cache must not answer at all.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why only the very same request may be answered.</summary>
    public string? SemanticRefusal { get; init; }
}

/// <summary>An entry that was looked at.</summary>
internal sealed record ExplainedCandidateDocument
{
    public required string InteractionId { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public string? Text { get; init; }
    public required double Similarity { get; init; }
    public required double Probability { get; init; }

    /// <summary>After decay.</summary>
    public required double Quality { get; init; }

    /// <summary>Quality × similarity.</summary>
    public required double Rank { get; init; }
    public required bool Pinned { get; init; }

    /// <summary>Everything that differs, each as `guard_…`.</summary>
    public required IReadOnlyList<string> Guards { get; init; }

    /// <summary>Why it is not served; left out when it may be.</summary>
    public string? Reason { get; init; }
}

/// <summary>A page of entries.</summary>
internal sealed record CacheEntryPageDocument
{
    public required IReadOnlyList<CacheEntryDocument> Items { get; init; }

    /// <summary>Asks for what follows; left out on the last page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A question that has an answer on record, on this server.</summary>
internal sealed record CacheEntryDocument
{
    /// <summary>The interaction that holds the answer.</summary>
    public required string InteractionId { get; init; }
    public required string Policy { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required string Kind { get; init; }
    public string? Name { get; init; }
    public string? Model { get; init; }

    /// <summary>What may be worded differently; left out where only the very same request is answered.</summary>
    public string? Text { get; init; }

    /// <summary>Its latest quality; left out when nobody has judged it.</summary>
    public double? QualityScore { get; init; }
    public required bool Pinned { get; init; }
    public DateTimeOffset? Expires { get; init; }
    public string? ContentPreview { get; init; }
}
