using System.Text.Json;

namespace Reprise.Replay;

/// <summary>What a replay does otherwise than its original. Nothing set is the same call once more, byte for byte.</summary>
public sealed record ReplayChanges
{
    public static ReplayChanges None { get; } = new();

    /// <summary>The new last user text.</summary>
    public string? Prompt { get; init; }

    /// <summary>The new system prompt; empty takes it away.</summary>
    public string? System { get; init; }
    public string? Model { get; init; }

    /// <summary>The configured provider to ask instead; the request is carried over into its dialect where that differs.</summary>
    public string? Provider { get; init; }

    /// <summary>Properties of the request to set, by the name the dialect gives them; a JSON null takes one away.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Documents to give with the prompt, in order; they take the place of those of an earlier replay.</summary>
    public IReadOnlyList<ContextDocument> Context { get; init; } = [];

    public bool IsEmpty => Prompt is null && System is null && Model is null && Provider is null && Parameters.Count == 0 && Context.Count == 0;
}

/// <param name="Content">Its text.</param>
/// <param name="Source">Where it is from, such as a file name; null when nobody said.</param>
public sealed record ContextDocument(string Content, string? Source);
