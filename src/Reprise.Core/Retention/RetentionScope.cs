using Reprise.Interactions;

namespace Reprise.Retention;

/// <summary>What a policy is said for.</summary>
/// <param name="Project">Empty for every project.</param>
/// <param name="Kind">Null for every kind.</param>
public readonly record struct RetentionScope(string Project, InteractionKind? Kind)
{
    public const string SettingKind = "retention";

    /// <summary>The name of its setting.</summary>
    public string Key => Kind is { } kind ? Words.Of(kind) : "all";

    /// <summary>In words, as <c>project shop, kind tool</c>.</summary>
    public override string ToString() => (Project.Length == 0 ? "all projects" : $"project {Project}") + (Kind is { } kind ? $", kind {Words.Of(kind)}" : "");
}
