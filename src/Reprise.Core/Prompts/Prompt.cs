using System.Text.Json;

namespace Reprise.Prompts;

/// <summary>A named template with versions that never change.</summary>
public sealed record Prompt
{
    /// <summary>1 to 64 of a–z, 0–9, <c>-</c>, <c>_</c>, <c>.</c>.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>Oldest first. Numbers grow and are never given again.</summary>
    public IReadOnlyList<PromptVersion> Versions { get; init; } = [];

    /// <summary>Which version each label, such as <c>production</c>, stands for.</summary>
    public IReadOnlyDictionary<string, int> Labels { get; init; } = new Dictionary<string, int>();

    /// <summary>Versions that are tried against each other now; null for none.</summary>
    public PromptExperiment? Experiment { get; init; }
}

/// <summary>One version of a template.</summary>
public sealed record PromptVersion
{
    public required int Number { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The template of a single text; null when it has messages.</summary>
    public string? Text { get; init; }

    /// <summary>The templates of a conversation; null when it is one text.</summary>
    public IReadOnlyList<PromptMessage>? Messages { get; init; }

    /// <summary>The model it is meant for; null when it does not matter.</summary>
    public string? Model { get; init; }

    /// <summary>Other values of the request, such as the temperature: a JSON object, or null.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Why this version, for people.</summary>
    public string? Note { get; init; }

    /// <summary>The names of its variables, in the order they occur.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];
}

/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">A template, or a text that was made of one.</param>
public sealed record PromptMessage(string Role, string Content);

/// <summary>Versions that share the calls of a template.</summary>
public sealed record PromptExperiment
{
    /// <summary>Goes into the assignment: another name deals the same keys out anew.</summary>
    public required string Name { get; init; }
    public required IReadOnlyList<PromptVariant> Variants { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
}

/// <param name="Version">Of the template.</param>
/// <param name="Share">0 to 1; all of an experiment make 1.</param>
public sealed record PromptVariant(int Version, double Share);

/// <summary>What a new version says.</summary>
public sealed record PromptValues
{
    /// <summary>The template of a single text; instead of messages.</summary>
    public string? Text { get; init; }

    /// <summary>The templates of a conversation; instead of a text.</summary>
    public IReadOnlyList<PromptMessage>? Messages { get; init; }
    public string? Model { get; init; }

    /// <summary>A JSON object.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Why this version, for people.</summary>
    public string? Note { get; init; }

    /// <summary>What the template is for; left out, what was said before stays.</summary>
    public string? Description { get; init; }

    /// <summary>Labels that stand for this version from now on.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
