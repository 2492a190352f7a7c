using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Batches;

/// <summary>A batch as people ask for it: a list of requests, or a filter or a dataset of recorded calls to ask again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchRequest
{
    /// <summary>What to call it, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>The configured provider; may be left out for recorded calls, which go where they went.</summary>
    public string? Provider { get; init; }

    /// <summary>The requests, each in the provider's own dialect.</summary>
    public IReadOnlyList<BatchCallRequest>? Requests { get; init; }

    /// <summary>Instead of requests: which interactions to ask again, in the filter language. Replays are left out unless the filter asks for them.</summary>
    public string? Filter { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time; now when it is left out.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Instead of requests: a dataset, as `name` for its newest version or `name@3`.</summary>
    public string? Dataset { get; init; }

    /// <summary>The oldest so many only, of a filter or a dataset.</summary>
    public long? Limit { get; init; }

    /// <summary>The new last user text of recorded calls.</summary>
    public string? Prompt { get; init; }

    /// <summary>The new system prompt of recorded calls; empty takes it away.</summary>
    public string? System { get; init; }

    /// <summary>The model to ask instead.</summary>
    public string? Model { get; init; }

    /// <summary>Properties of recorded requests to set, by the name the dialect gives them; null takes one away.</summary>
    public Dictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Tags for all calls.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A text of the sender's choice, at most 200 characters: sending the same order with the same key again gives the batch that it became the first time.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>One call of a batch.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchCallRequest
{
    /// <summary>What the sender calls it, at most 200 characters.</summary>
    public string? CustomId { get; init; }

    /// <summary>Where a direct call would go, such as `/v1/chat/completions`; may be left out where the body tells.</summary>
    public string? Path { get; init; }

    /// <summary>The request's body. `stream` is taken out: there is nobody to stream to.</summary>
    public required JsonElement Body { get; init; }
    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }
    public string? PromptType { get; init; }

    /// <summary>The prompt template behind it, as `name@version`.</summary>
    public string? PromptTemplate { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A JSON object of the sender's own values.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Whether the user agreed to be recorded.</summary>
    public bool? Consent { get; init; }
}
