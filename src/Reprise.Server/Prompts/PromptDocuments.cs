using Reprise.Prompts;

namespace Reprise.Server.Prompts;

/// <summary>The prompts of a project.</summary>
internal sealed record PromptListDocument
{
    public required IReadOnlyList<Prompt> Items { get; init; }
}

/// <summary>The version a label stands for.</summary>
internal sealed record PromptLabelDocument
{
    public required int Version { get; init; }
}

/// <summary>Versions that share the calls of a template from now on.</summary>
internal sealed record PromptExperimentDocument
{
    /// <summary>Goes into the assignment: another name deals the same keys out anew. Made of the template's name and the time when left out.</summary>
    public string? Name { get; init; }

    /// <summary>2 to 10 versions with their shares, which make 1 together.</summary>
    public required IReadOnlyList<PromptVariant> Variants { get; init; }
}
