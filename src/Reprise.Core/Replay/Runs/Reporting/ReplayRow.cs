using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>What a report needs of one replay. Small, since those of a whole run are held at once: some 200 bytes.</summary>
internal sealed record ReplayRow
{
    public required InteractionId Id { get; init; }

    /// <summary>The original; null for a case that brought its own request.</summary>
    public InteractionId? Original { get; init; }
    public required bool Succeeded { get; init; }

    /// <summary>Whether it stands for its original; a call that was refused as one too many does not as long as there is another.</summary>
    public required bool Counts { get; init; }
    public string? Error { get; init; }
    public long? LatencyMs { get; init; }
    public long PromptTokens { get; init; }
    public long CompletionTokens { get; init; }
    public decimal? CostUsd { get; init; }
    public bool? Same { get; init; }
    public double? Similarity { get; init; }

    /// <summary>By measure, in the run's order: the replay's score.</summary>
    public required double?[] Scores { get; init; }

    /// <summary>The original's, by measure.</summary>
    public required double?[] Originals { get; init; }

    /// <summary>Further calls for the same original.</summary>
    public int Repeated { get; init; }

    public static ReplayRow Of(InteractionSummary summary, IReadOnlyList<RunMeasure> measures)
    {
        var (replay, facts) = summary;
        return new ReplayRow
        {
            Id = replay.Id,
            Original = replay.Replay?.Of,
            Succeeded = replay.Status == InteractionStatus.Success,
            Counts = RunRecord.Counts(replay, null),
            Error = replay.Status == InteractionStatus.Success ? null : string.Intern(replay.ErrorCode ?? Words.Of(replay.Status)),
            LatencyMs = replay.LatencyMs,
            PromptTokens = replay.Usage?.PromptTokens ?? 0,
            CompletionTokens = replay.Usage?.CompletionTokens ?? 0,
            CostUsd = replay.CostUsd,
            Same = Value(RunScorer.SameName, RunScorer.ComparisonAuthor) is { } same ? same > 0.5 : null,
            Similarity = Value(RunScorer.SimilarityName, RunScorer.ComparisonAuthor),
            Scores = [.. measures.Select(measure => Value(measure.Name, measure.Author))],
            Originals = [.. measures.Select(measure => measure.IsPairwise ? null : Value(measure.Name + RunScorer.OriginalEnding, measure.Author))],
        };

        // The latest prevails.
        double? Value(string name, string author) =>
            facts.LastOrDefault(fact => fact.Kind == FactKind.Evaluation && fact.Name == name && fact.Author == author)?.Value;
    }

    /// <summary>The row of an original that has several: the last that counts.</summary>
    public static ReplayRow Later(ReplayRow earlier, ReplayRow later) => (later.Counts || !earlier.Counts ? later : earlier) with { Repeated = earlier.Repeated + 1 };
}
