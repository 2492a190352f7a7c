using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Replay.Sessions;

/// <summary>The body of a request to replay a session or trace. All members are optional; without any each turn is asked again byte for byte.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SessionReplayDocument
{
    /// <summary>pinned: each turn on the recorded history; free: each turn on the new answers. pinned when left out.</summary>
    public string? Mode { get; init; }

    /// <summary>The first turn to ask again, from 1.</summary>
    public int? FromTurn { get; init; }

    /// <summary>What is different from there on.</summary>
    public SessionChangesDocument? Changes { get; init; }

    /// <summary>For each tool where its answers come from: recorded or live. recorded when left out.</summary>
    public IReadOnlyDictionary<string, string>? Tools { get; init; }

    /// <summary>Answers by tool, for calls that are not on record.</summary>
    public IReadOnlyDictionary<string, string>? ToolAnswers { get; init; }

    /// <summary>0 to 1: from which similarity of words on an answer counts as the recorded one; 1 when left out.</summary>
    public double? Similarity { get; init; }
}

/// <summary>What a branch does otherwise than its origin.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SessionChangesDocument
{
    /// <summary>The new last user text, of the first turn that is asked again.</summary>
    public string? Prompt { get; init; }

    /// <summary>The new system prompt; empty takes it away.</summary>
    public string? System { get; init; }
    public string? Model { get; init; }

    /// <summary>The configured provider to ask instead.</summary>
    public string? Provider { get; init; }

    /// <summary>Properties of the request to set, by the name the dialect gives them; null takes one away.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Documents to give with the prompt of the first turn that is asked again.</summary>
    public IReadOnlyList<ReplayContextDocument>? Context { get; init; }

    internal ReplayChanges ToChanges() => new ReplayOrderDocument { Prompt = Prompt, System = System, Model = Model, Provider = Provider, Parameters = Parameters, Context = Context }.Changes;

    internal static SessionChangesDocument? Of(ReplayChanges changes) => changes.IsEmpty ? null : new SessionChangesDocument
    {
        Prompt = changes.Prompt,
        System = changes.System,
        Model = changes.Model,
        Provider = changes.Provider,
        Parameters = changes.Parameters.Count == 0 ? null : changes.Parameters,
        Context = changes.Context.Count == 0 ? null : [.. changes.Context.Select(static document => new ReplayContextDocument { Content = document.Content, Source = document.Source })],
    };
}

/// <summary>The body of a request to go on with a branch.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BranchResumeDocument
{
    /// <summary>Answers by tool, for calls that are not on record.</summary>
    public IReadOnlyDictionary<string, string>? ToolAnswers { get; init; }
}
