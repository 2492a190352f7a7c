namespace Reprise.Evaluation.Scoring;

/// <summary>What scoring recorded interactions came to, or a part of it.</summary>
public sealed record EvaluationResult
{
    /// <summary>Interactions that were looked at.</summary>
    public required long Interactions { get; init; }

    /// <summary>Interactions the filter selects that are calls of a judge, or checks of the cache, and were left out.</summary>
    public required long LeftOut { get; init; }

    /// <summary>Ids that are not on record.</summary>
    public long NotFound { get; init; }

    /// <summary>Scores that were put on record.</summary>
    public required long Facts { get; init; }

    /// <summary>Whether nothing was put on record and no judge asked.</summary>
    public bool DryRun { get; init; }

    /// <summary>Goes on where this ended; null when everything was looked at.</summary>
    public string? Cursor { get; init; }

    /// <summary>One an evaluator, in the order they were given.</summary>
    public required IReadOnlyList<ScoreSummary> Scores { get; init; }

    /// <summary>This part and the one behind it as one.</summary>
    public EvaluationResult And(EvaluationResult next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next with
        {
            Interactions = Interactions + next.Interactions,
            LeftOut = LeftOut + next.LeftOut,
            NotFound = NotFound + next.NotFound,
            Facts = Facts + next.Facts,
            Scores = [.. Scores.Zip(next.Scores, static (one, other) => one.And(other))],
        };
    }
}
