using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Replay;

/// <summary>The body of a request for a replay. All members are optional; without any the call is sent again byte for byte.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReplayOrderDocument
{
    /// <summary>The new last user text.</summary>
    public string? Prompt { get; init; }

    /// <summary>The new system prompt; empty takes it away.</summary>
    public string? System { get; init; }
    public string? Model { get; init; }

    /// <summary>The configured provider to ask instead.</summary>
    public string? Provider { get; init; }

    /// <summary>Properties of the request to set, by the name the dialect gives them; null takes one away.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Documents to give with the prompt, in order.</summary>
    public IReadOnlyList<ReplayContextDocument>? Context { get; init; }

    /// <summary>How often to send it, 1 to 20; 1 when left out.</summary>
    public int? Times { get; init; }

    /// <summary>What the cache may do: off, on, refresh or only; off when left out.</summary>
    public string? Cache { get; init; }

    /// <summary>Says what would be sent, and sends nothing.</summary>
    public bool? DryRun { get; init; }

    /// <summary>The changes it asks for.</summary>
    [JsonIgnore]
    public ReplayChanges Changes => new()
    {
        Prompt = Prompt,
        System = System,
        Model = Model,
        Provider = Provider,
        Parameters = Parameters ?? ReplayChanges.None.Parameters,
        Context = Context is null ? [] : [.. Context.Select(static document => new ContextDocument(document.Content, document.Source))],
    };
}

/// <summary>A document that goes with a prompt.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReplayContextDocument
{
    public required string Content { get; init; }

    /// <summary>Where it is from, such as a file name.</summary>
    public string? Source { get; init; }
}
