using Reprise.Comparison;

namespace Reprise.Prompts;

/// <summary>In what two versions of a template differ.</summary>
public sealed record PromptDiff
{
    public required int From { get; init; }
    public required int To { get; init; }

    /// <summary>The words that changed, messages one below the other with their roles; left out when they are the same.</summary>
    public IReadOnlyList<PromptDiffPiece>? Words { get; init; }
    public required bool ModelChanged { get; init; }
    public required bool ParametersChanged { get; init; }
    public required IReadOnlyList<string> AddedVariables { get; init; }
    public required IReadOnlyList<string> RemovedVariables { get; init; }

    /// <exception cref="PromptException">There is no such version.</exception>
    public static PromptDiff Of(Prompt prompt, int? from, int? to)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var later = to is { } wanted ? PromptRendering.Find(prompt, wanted) : prompt.Versions[^1];
        var earlier = from is { } first ? PromptRendering.Find(prompt, first)
            : prompt.Versions.LastOrDefault(version => version.Number < later.Number) ?? throw new PromptException($"The prompt '{prompt.Name}' has no version before {later.Number}.") { IsNotFound = true };
        return new PromptDiff
        {
            From = earlier.Number, To = later.Number, Words = WordsOf(earlier, later), ModelChanged = earlier.Model != later.Model,
            ParametersChanged = earlier.Parameters?.GetRawText() != later.Parameters?.GetRawText(),
            AddedVariables = [.. later.Variables.Except(earlier.Variables, StringComparer.Ordinal)], RemovedVariables = [.. earlier.Variables.Except(later.Variables, StringComparer.Ordinal)],
        };
    }

    private static List<PromptDiffPiece>? WordsOf(PromptVersion earlier, PromptVersion later) =>
        TextDiff.Words(TextOf(earlier), TextOf(later))?.Select(static piece => new PromptDiffPiece(piece.Kind switch { DiffKind.Removed => "removed", DiffKind.Added => "added", _ => "same" }, piece.Text)).ToList();

    private static string TextOf(PromptVersion version) => version.Text ?? string.Join("\n\n", (version.Messages ?? []).Select(static message => $"{message.Role}:\n{message.Content}"));
}

/// <param name="Kind"><c>same</c>, <c>removed</c> or <c>added</c>.</param>
/// <param name="Text">A run of words with the white space behind them.</param>
public sealed record PromptDiffPiece(string Kind, string Text);
